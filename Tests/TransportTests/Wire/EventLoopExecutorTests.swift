import NIOCore
import NIOPosix
import Testing

@testable import Transport

@Suite struct EventLoopExecutorTests {
    @Test func tasksRunOnTheLoop() async throws {
        let executor = EventLoopExecutor(MultiThreadedEventLoopGroup.singleton.next())
        let task = Task(executorPreference: executor) {
            var isThere = executor.loop.inEventLoop
            for _ in 0..<10 {
                await Task.yield()
                isThere = isThere && executor.loop.inEventLoop
            }
            try await Task.sleep(for: .milliseconds(1))
            return isThere && executor.loop.inEventLoop
        }
        #expect(try await task.value)
    }

    @Test func ownThread() async throws {
        let executor = EventLoopExecutor.start()
        let task = Task(executorPreference: executor) { executor.loop.inEventLoop }
        #expect(await task.value)
        try await executor.shutdown()
    }
}
