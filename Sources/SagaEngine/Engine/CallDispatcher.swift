/// Who sends requests for the engine: decides which ready call gets the next free slot.
///
/// Called outside the engine's critical section, from any thread; must not block.
public protocol CallDispatcher: Sendable {
    /// A saga is ready to send a request: give it to ``SagaEngine/begin(_:)`` when there is room.
    func ready(_ call: ReadyCall)
    /// This many more sagas may be started with ``SagaEngine/startNext(mayBegin:)`` when there is room.
    func startable(_ count: Int)
    /// Nothing more will come.
    func close()
}
