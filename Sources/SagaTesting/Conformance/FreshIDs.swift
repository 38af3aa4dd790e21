internal import SagaEngine
internal import Steps
internal import Synchronization

/// Hands out ids that no journal has.
final class FreshIDs: Sendable {
    private let generator = Mutex(SagaIDGenerator(after: nil))

    func next() -> SagaID {
        var random = SystemRandomNumberGenerator()
        return generator.withLock { $0.next(at: SystemClock().now(), using: &random) }
    }
}
