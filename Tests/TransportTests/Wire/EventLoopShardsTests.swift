import NIOCore
import Testing

@testable import Transport

@Suite struct EventLoopShardsTests {
    @Test(
        arguments: [
            (1, 9, 1), (2, 9, 1), (3, 9, 1), (4, 9, 2), (7, 9, 3), (8, 9, 4), (64, 9, 4),
            (64, 3, 3), (64, 1, 1), (64, 0, 1),
        ])
    func usual(processors: Int, nodes: Int, shards: Int) {
        #expect(EventLoopShards.usual(nodes: nodes, of: processors) == shards)
    }

    @Test func numbersGoRound() {
        let all = EventLoopShards(1_000)
        #expect(all.executors.count == EventLoopShards.most)
        #expect(Set(all.executors.map { ObjectIdentifier($0.loop) }).count == all.executors.count)
        #expect(all[0] === all[all.executors.count])
        #expect(EventLoopShards().executors.count == 1)
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

    @Test("those who are told go on where they are")
    func goingOn() async {
        let shards = EventLoopShards(2)
        let last = shards[shards.executors.count - 1]
        let task = Task(executorPreference: last) {
            await withCheckedContinuation { continuation in
                shards.deliver { continuation.resume() }
            }
            return last.loop.inEventLoop
        }
        #expect(await task.value)
    }
}
