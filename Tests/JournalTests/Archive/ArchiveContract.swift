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

    private func finished(
        _ number: UInt64, job: String = "job", key: String? = nil,
        workflow: String = "create-group", as end: Fact = .sagaCompleted
    ) -> History {
        var history = History(number, job: job, key: key, workflow: workflow)
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

    @Test("jobs and keys are told apart by their bytes", arguments: ArchiveKind.allCases)
    func bytes(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        // Swift takes the first two for equal, and for C a text ends at a zero byte.
        let texts = [
            "\u{E9}", "e\u{301}", "e", "e\u{0}", "e\u{0}a", "e\u{1}", "e\u{1}\u{1}", "e\u{1}\u{2}",
        ]
        var histories: [History] = []
        for (index, text) in texts.enumerated() {
            let number = UInt64(index)
            histories.append(finished(number, job: text, key: "key"))
            histories.append(finished(100 + number, job: "job", key: text))
        }
        for history in histories { try archive.store([try #require(history.archived)]) }
        for history in histories {
            #expect(try archive.saga(job: history.job, key: history.key) == history.id)
            #expect(try archive.entries(of: history.id) == history.entries)
        }
        for text in texts {
            #expect(try archive.saga(job: text, key: text) == nil)
            let listed = try archive.sagas(
                matching: SagaFilter(job: text), before: nil, limit: 9)
            #expect(listed.count == 1)
            #expect(listed.allSatisfy { $0.acceptance.job.utf8.elementsEqual(text.utf8) })
        }
    }

    @Test("many submissions are looked for at once", arguments: ArchiveKind.allCases)
    func many(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let one = finished(1, job: "a")
        let two = finished(2, job: "b")
        try archive.store([try #require(one.archived), try #require(two.archived)])
        let found = try archive.sagas(of: [
            (job: "a", key: one.key), (job: "a", key: "none"), (job: "none", key: one.key),
            (job: "none", key: two.key), (job: "a", key: one.key), (job: "b", key: two.key),
        ])
        #expect(found == [one.id, nil, nil, nil, one.id, two.id])
        #expect(try archive.sagas(of: []).isEmpty)
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

    @Test("a page goes on where the one before ended", arguments: ArchiveKind.allCases)
    func pages(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let ends: [Fact] = [.sagaCompleted, .sagaCompensated, .sagaAbandoned(by: "me", reason: "")]
        var sagas: [ArchivedSaga] = []
        for number in 1...24 {
            let history = finished(
                UInt64(number), job: number % 2 == 0 ? "even" : "odd",
                workflow: number % 4 < 2 ? "one" : "two", as: ends[number % 3])
            sagas.append(try #require(history.archived))
        }
        try archive.store(sagas)
        let statuses: [Set<SagaStatus>?] = [
            nil, [], [.compensated], [.completed, .abandoned], [.running], [.running, .completed],
            Set(SagaStatus.allCases),
        ]
        for statuses in statuses {
            for job in [nil, "odd", "none"] {
                for workflow in [nil, "two", "none"] {
                    let filter = SagaFilter(statuses: statuses, job: job, workflow: workflow)
                    let expected = sagas.map(\.summary).reversed().filter { saga in
                        (statuses?.contains(saga.status) ?? true)
                            && [nil, saga.acceptance.job].contains(job)
                            && [nil, saga.acceptance.workflow].contains(workflow)
                    }
                    let found = try archive.pages(of: filter, most: 24)
                    #expect(found == expected.map(\.id), "\(filter)")
                }
            }
        }
    }
}

extension Archive {
    /// All sagas that match, read in pages of three.
    func pages(of filter: SagaFilter, most: Int) throws -> [SagaID] {
        var all: [SagaID] = []
        while true {
            let page = try sagas(matching: filter, before: all.last, limit: 3)
            all += page.map(\.id)
            // One that leads round is as wrong as one that leaves something out.
            if page.count < 3 || all.count > most { return all }
        }
    }
}
