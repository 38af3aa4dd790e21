import NIOCore
import Testing

@testable import Transport

@Suite struct EventLoopShardsTests {
    @Test(arguments: [(1, 1), (2, 1), (3, 1), (4, 2), (7, 3), (8, 4), (64, 4)])
    func usual(processors: Int, shards: Int) {
        #expect(EventLoopShards.usual(processors: processors) == shards)
    }

    @Test func numbersGoRound() {
        let two = EventLoopShards(2)
        #expect(two[0] === two[two.executors.count])
        #expect(EventLoopShards().executors.count == 1)
        // There are no more loops than the process has.
        #expect(EventLoopShards(1_000).executors.count < 1_000)
    }

    /// On one loop, a turn of it tells them all; else whoever tells does it at once.
    @Test(arguments: [1, 2])
    func delivery(shards: Int) async {
        let shards = EventLoopShards(shards)
        let isOnLoop = await withCheckedContinuation { continuation in
            shards.deliver { continuation.resume(returning: shards[0].loop.inEventLoop) }
        }
        #expect(isOnLoop == (shards.executors.count == 1))
    }
}
