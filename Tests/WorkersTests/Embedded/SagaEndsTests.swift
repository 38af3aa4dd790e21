import Steps
import Testing

@testable import Workers

@Suite struct SagaEndsTests {
    private struct Broken: Error {}

    private static func saga(_ number: UInt64) -> SagaID {
        SagaID(microseconds: number, random: 0)
    }

    @Test func everybodyHearsOfTheSagaTheyWaitFor() async throws {
        let ends = SagaEnds()
        let first = try ends.news(of: Self.saga(1))
        let second = try ends.news(of: Self.saga(1))
        ends.note(Self.saga(2))
        ends.note(Self.saga(1))
        for await _ in first {}
        for await _ in second {}
        try ends.check()
    }

    @Test func nobodyWaitsWhenNothingRunsAnyMore() async throws {
        let ends = SagaEnds()
        let news = try ends.news(of: Self.saga(1))
        ends.fail(Broken())
        ends.fail(CancellationError())
        for await _ in news {}
        #expect(throws: Broken.self) { try ends.check() }
        #expect(throws: Broken.self) { try ends.news(of: Self.saga(1)) }
    }
}
