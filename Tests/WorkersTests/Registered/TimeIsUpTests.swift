import Steps
import Synchronization
import Testing
import Workers

/// What becomes of a step in Swift that does not end in time.
@Suite struct TimeIsUpTests {
    private static let call = Call.sample(.registered(name: "wait", input: nil), timeout: 5)

    @Test func nothingIsKnownAndTheStepIsCancelled() async {
        let (endings, ended) = AsyncStream.makeStream(of: Bool.self)
        var registry = StepRegistry()
        registry.add("wait") { (_: NoInput, _) in
            do {
                try await Task.sleep(for: .seconds(36_000))
            } catch {
                ended.yield(error is CancellationError)
                throw error
            }
        }
        let result = await registry.execute(Self.call)
        #expect(result == CallResult(.unknown, detail: "not done within 5ms"))
        let wasCancelled = await endings.first { _ in true }
        #expect(wasCancelled == true)
    }

    @Test func aStepThatCannotBeCancelledIsNotWaitedFor() async {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let (endings, ended) = AsyncStream.makeStream(of: Void.self)
        var registry = StepRegistry()
        registry.add("wait") { (_: NoInput, _) in
            // A task of its own does not hear that the step is cancelled.
            await Task { for await _ in gate { break } }.value
            ended.yield()
        }
        let result = await registry.execute(Self.call)
        #expect(result.outcome == .unknown)
        opening.yield()
        for await _ in endings { break }
    }

    @Test func whoeverIsCancelledHearsWhatCameOfIt() async {
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        var registry = StepRegistry()
        registry.add("wait") { (_: NoInput, _) in
            started.yield()
            try await Task.sleep(for: .seconds(36_000))
        }
        let steps = registry
        let worker = Task {
            await steps.execute(.sample(.registered(name: "wait", input: nil)))
        }
        for await _ in starts { break }
        worker.cancel()
        let result = await worker.value
        #expect(result == CallResult(.unknown, detail: "failed: CancellationError()"))
    }
}
