internal import NIOCore
internal import NIOPosix

/// The event loops that connections, and the workers which use them, are spread over.
///
/// On one of them a request costs no hop between threads. With more, a request hops to the loop of
/// its node and back, and as many processors work as there are loops.
public struct EventLoopShards: Sendable {
    /// Runs tasks on each of them; never empty.
    public let executors: [EventLoopExecutor]

    /// Loops of the process.
    ///
    /// - Parameter count: at least one; no more than ``most`` are taken.
    public init(_ count: Int = 1) {
        precondition(count > 0, "there is at least one shard")
        let loops = MultiThreadedEventLoopGroup.singleton.makeIterator()
        executors = loops.prefix(count).map { EventLoopExecutor($0) }
    }

    /// One loop.
    public init(_ executor: EventLoopExecutor) {
        executors = [executor]
    }

    /// How many loops the process has: one for each processor that it may use.
    public static var most: Int {
        MultiThreadedEventLoopGroup.singleton.makeIterator().reduce(0) { count, _ in count + 1 }
    }

    /// How many are taken where nobody says: half as many as there are, since the journal, the
    /// archive and the system need processors too; at most four, as one journal can follow; and no
    /// more than nodes.
    public static func usual(nodes: Int, of most: Int = Self.most) -> Int {
        max(1, min(4, most / 2, nodes))
    }

    /// The loop of a number, such as a worker's; the numbers go round.
    public subscript(number: Int) -> EventLoopExecutor {
        executors[number % executors.count]
    }

    /// Lets those who wait for something be told where they are.
    ///
    /// On the one loop, a turn of it tells them all. If there are several, this thread tells them,
    /// and each loop goes on with as many of its own as gather until its next turn.
    @Sendable public func deliver(_ tell: @escaping @Sendable () -> Void) {
        if executors.count == 1 { executors[0].loop.execute(tell) } else { tell() }
    }
}
