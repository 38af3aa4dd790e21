import Journal
import SagaTesting
import Steps
import Testing

/// What every archive has to do.
struct ArchiveContract {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func finished(_ number: UInt64, job: String = "job", as end: Fact = .sagaCompleted)
        -> History
    {
        var history = History(number, job: job)
        history.add(.sagaStarted)
        history.add(.attemptStarted(Attempt(step: 1, kind: .action, number: 1)))
        history.add(end)
        return history
    }

    @Test("a saga is read back as it was", arguments: ArchiveKind.allCases)
    func roundTrip(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let one = finished(1)
        let two = finished(2, job: "ötzi\u{0}\"", as: .sagaAbandoned(by: "me", reason: "'--\n"))
        try archive.store([try #require(one.archived), try #require(two.archived)])
        #expect(try archive.entries(of: one.id) == one.entries)
        #expect(try archive.entries(of: History(3).id) == nil)
        #expect(try archive.saga(job: one.job, key: one.key) == one.id)
        #expect(try archive.saga(job: two.job, key: two.key) == two.id)
        #expect(try archive.saga(job: "job", key: "none") == nil)
        #expect(try archive.definition(History.hash) == History.json)
        #expect(try archive.definition(ContentHash(of: [])) == nil)
        let all = try archive.sagas(matching: SagaFilter(), before: nil, limit: 9)
        #expect(all == [two.archived?.summary, one.archived?.summary])
    }

    @Test("a saga that was cancelled before it started is one too", arguments: ArchiveKind.allCases)
    func neverStarted(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        var history = History(1, priority: 1, notBefore: Timestamp(rawValue: 5))
        history.add(.compensationStarted(reason: "cancelled"))
        history.add(.sagaCompensated)
        try archive.store([try #require(history.archived)])
        #expect(try archive.entries(of: history.id) == history.entries)
        let listed = try archive.sagas(
            matching: SagaFilter(statuses: [.compensated]), before: nil, limit: 9)
        #expect(listed.map(\.acceptance) == [history.acceptance])
    }

    @Test("a history is stored once, and another is damage", arguments: ArchiveKind.allCases)
    func storedTwice(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let history = finished(1)
        let saga = try #require(history.archived)
        try archive.store([saga])
        try archive.store([saga, saga])
        let other = finished(1, as: .sagaCompensated)
        let error = #expect(throws: JournalError.self) {
            try archive.store([try #require(finished(2).archived), try #require(other.archived)])
        }
        #expect(error?.code == .damaged)
        #expect(try archive.entries(of: history.id) == history.entries)
        #expect(try archive.entries(of: History(2).id) == nil)
    }

    @Test("lists are filtered, and come in pages, newest first", arguments: ArchiveKind.allCases)
    func lists(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        var histories: [History] = []
        for number in 1...10 as ClosedRange<UInt64> {
            let isOdd = number % 2 == 1
            histories.append(
                finished(
                    number, job: isOdd ? "odd" : "even",
                    as: number <= 5 ? .sagaCompleted : .sagaCompensated))
        }
        try archive.store(try histories.map { try #require($0.archived) })
        func numbers(
            _ filter: SagaFilter, before: SagaID? = nil, limit: Int = 20
        ) throws -> [UInt64] {
            try archive.sagas(matching: filter, before: before, limit: limit).map(\.id.random)
        }
        #expect(try numbers(SagaFilter()) == (1...10).reversed())
        #expect(try numbers(SagaFilter(), before: History(8).id, limit: 3) == [7, 6, 5])
        #expect(try numbers(SagaFilter(job: "odd")) == [9, 7, 5, 3, 1])
        #expect(try numbers(SagaFilter(statuses: [.completed], job: "odd")) == [5, 3, 1])
        #expect(try numbers(SagaFilter(statuses: [.completed, .compensated])).count == 10)
        #expect(try numbers(SagaFilter(statuses: [])).isEmpty)
        #expect(try numbers(SagaFilter(workflow: "create-group")).count == 10)
        #expect(try numbers(SagaFilter(workflow: "other")).isEmpty)
    }
}
