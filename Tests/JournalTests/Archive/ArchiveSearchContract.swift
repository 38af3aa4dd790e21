import Journal
import SagaTesting
import Steps
import Testing

/// How every archive finds sagas by nodes, times and words.
struct ArchiveSearchContract {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func found(
        _ filter: SagaFilter, in archive: any Archive
    ) throws -> [UInt64] {
        try archive.sagas(matching: filter, before: nil, limit: 99).map(\.id.random)
    }

    private func ended(
        _ number: UInt64, nodes: [String] = ["node01", "node02"], by facts: [Fact] = [],
        as end: Fact = .sagaCompleted
    ) throws -> ArchivedSaga {
        var history = History(number, nodes: nodes)
        for fact in [.sagaStarted] + facts + [end] { history.add(fact) }
        return try #require(history.archived)
    }

    private static func failed(_ outcome: Outcome, _ detail: String) -> [Fact] {
        let attempt = Attempt(step: 0, kind: .action, number: 1)
        return [
            .attemptStarted(attempt),
            .attemptEnded(attempt, AttemptResult(outcome: outcome, detail: detail)),
        ]
    }

    @Test("a saga is found by each node that it has a step on", arguments: ArchiveKind.allCases)
    func nodes(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        // The second looks like a list of two, and is one node.
        let odd = ["n\u{E9}", "a\",\"b", "e\u{301}", "z\u{0}", "z", "", "nodes"]
        let lists = [["a", "b"], ["a\",\"b"], ["b", "a"], ["a"], [], odd]
        for (index, list) in lists.enumerated() {
            try archive.store([try ended(UInt64(index), nodes: list)])
        }
        #expect(try found(SagaFilter(node: "a"), in: archive) == [3, 2, 0])
        #expect(try found(SagaFilter(node: "b"), in: archive) == [2, 0])
        #expect(try found(SagaFilter(node: "a\",\"b"), in: archive) == [5, 1])
        #expect(try found(SagaFilter(node: "none"), in: archive).isEmpty)
        #expect(try found(SagaFilter(node: "create-group"), in: archive).isEmpty)
        for node in odd { #expect(try found(SagaFilter(node: node), in: archive).first == 5) }
        // The other way to write the first.
        #expect(try found(SagaFilter(node: "ne\u{301}"), in: archive).isEmpty)
        #expect(try found(SagaFilter(job: "job", node: "b"), in: archive) == [2, 0])
        #expect(try found(SagaFilter(job: "other", node: "b"), in: archive).isEmpty)
    }

    @Test(
        "nodes that inputs name count, and those without a step do not",
        arguments: ArchiveKind.allCases)
    func places(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let inputs: [(node: String, others: [String])] = [
            ("node01", []), ("node02", ["node03", "node01"]), ("node04", ["node04"]),
        ]
        for (index, input) in inputs.enumerated() {
            var history = History(
                UInt64(index), nodes: ["node01", "node02", "node03"],
                inputs: [
                    "node": .string(input.node), "others": .list(input.others.map(Value.string)),
                ],
                definition: History.placedJSON)
            history.add(.sagaStarted)
            history.add(.sagaCompleted)
            try archive.store([try #require(history.archived)])
        }
        let expected: [(node: String, sagas: [UInt64])] = [
            ("node01", [1, 0]), ("node02", [1]), ("node03", [1]), ("node04", [2]), ("node05", []),
        ]
        for (node, sagas) in expected {
            #expect(try found(SagaFilter(node: node), in: archive) == sagas, "\(node)")
            let both = SagaFilter(job: "job", workflow: "create-group", node: node)
            #expect(try found(both, in: archive) == sagas, "\(node)")
        }
    }

    @Test("a span of time has its first moment, and not its last", arguments: ArchiveKind.allCases)
    func times(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        // A thousand ids are of one millisecond; the first is that of 1,001.
        for number in [1_000, 1_999, 2_000, 5_000] as [UInt64] {
            try archive.store([try ended(number)])
        }
        func found(_ since: Int64?, _ until: Int64?) throws -> [UInt64] {
            try self.found(
                SagaFilter(
                    since: since.map(Timestamp.init), until: until.map(Timestamp.init)),
                in: archive)
        }
        #expect(try found(nil, nil) == [5_000, 2_000, 1_999, 1_000])
        #expect(try found(1_002, nil) == [5_000, 2_000])
        #expect(try found(nil, 1_002) == [1_999, 1_000])
        #expect(try found(1_001, 1_002) == [1_999, 1_000])
        #expect(try found(1_003, 1_005) == [])
        #expect(try found(1_006, 1_002) == [])
        #expect(try found(.min, .max) == [5_000, 2_000, 1_999, 1_000])
        #expect(try found(.max, nil) == [])
        #expect(try found(nil, .min) == [])
    }

    @Test("a saga is found by all that it told of trouble", arguments: ArchiveKind.allCases)
    func told(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let attempt = Attempt(step: 0, kind: .action, number: 1)
        let histories: [[Fact]] = [
            Self.failed(.succeeded, "HTTP 201 Created"),
            Self.failed(.unknown, "HTTP 503 from node02"),
            Self.failed(.rejected, "HTTP 409, the group exists"),
            Self.failed(.unreachable, "Connection refused"),
            [
                .attemptStarted(attempt),
                .attemptInterrupted(attempt, arrivesUntil: .init(rawValue: 1)),
            ],
            [.stepSettled(step: 0, .skipped, reason: "its condition is false")],
            [.stepSettled(step: 0, .unknown, reason: "its tries are spent")],
            [.sagaParked(reason: "no way on"), .sagaRetried(by: "me", reason: "mended")],
            [.cancelRequested(by: "me", reason: "typo")],
            [.operatorDecided(.unpause, by: "me", reason: "maintenance is over")],
            [.signalReceived(Signal(name: "go", accepted: false, by: "me"))],
        ]
        for (index, facts) in histories.enumerated() {
            try archive.store([try ended(UInt64(index), by: facts)])
        }
        try archive.store([
            try ended(
                20, by: [.compensationStarted(reason: "create@node03 was rejected: HTTP 409")],
                as: .sagaCompensated),
            try ended(21, as: .sagaAbandoned(by: "me", reason: "hopeless: HTTP 503")),
        ])
        let expected: [(query: String, sagas: [UInt64])] = [
            ("201", []), ("created", []), ("503", [21, 1]), ("http 503 node02", [1]),
            ("409", [20, 2]), ("create@node03", [20]), ("node03 create", [20]), ("refused", [3]),
            ("engine stopped", [4]), ("condition", []), ("spent", [6]), ("way on", [7]),
            ("mended", [7]), ("typo", [8]), ("maintenance", [9]), ("go", []), ("me", []),
            ("hopeless 409", []), ("http", [21, 20, 2, 1]), ("refus", []), ("refus*", [3]),
            ("h* 4*", [20, 2]), ("job", []), ("node0* http*", [20, 1]),
        ]
        for (query, sagas) in expected {
            let text: TextQuery = try #require(TextQuery(query), "\(query)")
            #expect(try found(SagaFilter(text: text), in: archive) == sagas, "\(query)")
        }
    }

    @Test("words are found however they are written", arguments: ArchiveKind.allCases)
    func words(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let texts = [
            "Verbindung ABGELEHNT: stra\u{DF}e", "caf\u{E9} ferm\u{E9}", "cafe\u{301} ouvert",
            "\u{65E5}\u{672C}\u{8A9E} error", "zero\u{0}byte", "\u{1F600} smile", "a.b-c_d",
            "\"quoted\" AND (OR) NOT NEAR(x, 2) col:on -minus ^first", "\u{FF21}wide",
            String(repeating: "long", count: 40), "\u{1}\u{202E}evil\u{200B}gap", "",
        ]
        for (index, text) in texts.enumerated() {
            let facts = [Fact.compensationStarted(reason: text)]
            try archive.store([try ended(UInt64(index), by: facts, as: .sagaCompensated)])
        }
        let expected: [(query: String, sagas: [UInt64])] = [
            ("abgelehnt", [0]), ("Abgelehnt STRA\u{DF}E", [0]), ("cafe", [2, 1]),
            ("CAF\u{C9}", [2, 1]), ("ferme\u{301}", [1]), ("\u{65E5}\u{672C}*", [3]),
            ("\u{65E5}\u{672C}\u{8A9E}", [3]), ("zero byte", [4]), ("zero\u{0}byte", [4]),
            ("\u{1F600}smile", [5]), ("b", [6]), ("a.b", [6]), ("d_c", [6]), ("quoted", [7]),
            ("\"quoted", [7]), ("AND OR NOT NEAR", [7]), ("col:on", [7]), ("-minus ^first", [7]),
            ("NEAR(x, 2)", [7]), ("OR", [7]), ("'--; DROP TABLE saga_rows", []),
            ("\u{FF41}wide", [8]), (String(repeating: "long", count: 40), [9]),
            (String(repeating: "long", count: 20) + "*", [9]), ("evil", [10]), ("*error", [3]),
        ]
        for (query, sagas) in expected {
            let text: TextQuery = try #require(TextQuery(query), "\(query)")
            #expect(try found(SagaFilter(text: text), in: archive) == sagas, "\(query)")
        }
    }

    @Test("what has no word, or too many, is no search")
    func noWords() {
        for text in ["", " ", "*", "!! \u{1F600} \"", "\u{0}", "\u{301}"] {
            #expect(TextQuery(text) == nil, "\(text)")
        }
        let words = Array(repeating: "a", count: TextQuery.mostWords)
        #expect(TextQuery(words.joined(separator: " ")) != nil)
        #expect(TextQuery((words + ["a"]).joined(separator: " ")) == nil)
    }

    @Test("all conditions hold at once, on every page", arguments: ArchiveKind.allCases)
    func pages(kind: ArchiveKind) throws {
        let archive = try kind.open(in: directory)
        let lists = [["a"], ["a", "b"], ["b", "c"], ["c", "a"], ["d"]]
        let ends: [Fact] = [.sagaCompleted, .sagaCompensated, .sagaAbandoned(by: "me", reason: "")]
        var sagas: [(number: UInt64, saga: ArchivedSaga, words: String)] = []
        for number in 0..<60 as Range<UInt64> {
            let words = number % 2 == 0 ? "even refused" : number % 3 == 0 ? "" : "odd refused"
            var history = History(
                number * 1_000, job: number % 4 == 0 ? "one" : "two",
                workflow: number % 7 < 4 ? "x" : "y", nodes: lists[Int(number) % lists.count])
            history.add(.compensationStarted(reason: words))
            history.add(ends[Int(number / 5) % 3])
            sagas.append((number, try #require(history.archived), words))
        }
        // As they end, not as they were accepted.
        try archive.store(
            sagas.map(\.saga).sorted { $0.summary.acceptance.job > $1.summary.acceptance.job })
        for filter in Self.filters {
            let expected = sagas.reversed().filter { number, saga, words in
                let (summary, moment) = (saga.summary, Timestamp(rawValue: Int64(1_000 + number)))
                return filter.filter.statuses?.contains(summary.status) ?? true
                    && [nil, summary.acceptance.job].contains(filter.filter.job)
                    && [nil, summary.acceptance.workflow].contains(filter.filter.workflow)
                    && filter.filter.node.map(summary.acceptance.nodes.contains) ?? true
                    && filter.filter.since.map { $0 <= moment } ?? true
                    && filter.filter.until.map { moment < $0 } ?? true
                    && Self.tells(words, filter.text)
            }
            let found = try archive.pages(of: filter.filter, most: 60)
            #expect(found == expected.map(\.saga.summary.id), "\(filter)")
        }
    }

    /// One condition of each kind with each of the others, 1,152 in all.
    private static let filters: [(filter: SagaFilter, text: String?)] = {
        var filters = [(filter: SagaFilter(), text: String?.none)]
        func vary<Value>(
            _ values: [Value], _ set: (inout (filter: SagaFilter, text: String?), Value) -> Void
        ) {
            filters = filters.flatMap { filter in
                values.map { value in
                    var filter = filter
                    set(&filter, value)
                    return filter
                }
            }
        }
        vary([nil, [], [.compensated], [.completed, .abandoned]]) { $0.filter.statuses = $1 }
        vary([nil, "one", "two"]) { $0.filter.job = $1 }
        vary([nil, "y"]) { $0.filter.workflow = $1 }
        vary([nil, "a", "d", "none"]) { $0.filter.node = $1 }
        vary([nil, 1_010, 1_020] as [Int64?]) { filter, since in
            filter.filter.since = since.map(Timestamp.init)
            filter.filter.until = since == 1_020 ? Timestamp(rawValue: 1_047) : nil
        }
        vary([nil, "refused", "odd ref*", "nothing"]) { filter, text in
            filter.text = text
            filter.filter.text = text.flatMap(TextQuery.init)
        }
        return filters
    }()

    private static func tells(_ words: String, _ text: String?) -> Bool {
        switch text {
        case "refused": words.contains("refused")
        case "odd ref*": words == "odd refused"
        case nil: true
        default: false
        }
    }
}
