import GroupCluster
import NIOHTTP1
import Testing

/// The barrier at one node, request by request.
struct BarrierTests {
    /// A request of a saga, and what has to come back.
    struct Line: Sendable {
        var method = "POST"
        var direction = "action"
        var attempt = 1
        var epoch = 1
        var group = "5"
        var saga = "s1"
        var step = "create@node01"
        let status: Int
        let word: String?
    }

    struct Story: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let lines: [Line]
        /// Whether the group is there at the end.
        let isThere: Bool
    }

    private static func undo(
        attempt: Int = 1, epoch: Int = 1, step: String = "create@node01", _ status: Int,
        _ word: String? = nil
    ) -> Line {
        Line(
            method: "DELETE", direction: "compensation", attempt: attempt, epoch: epoch,
            step: step, status: status, word: word)
    }

    static let stories: [Story] = [
        Story(
            testDescription: "deduplication",
            lines: [
                Line(status: 201, word: nil), Line(attempt: 2, status: 201, word: "repeated"),
                undo(200), undo(attempt: 2, 200, "repeated"), Line(status: 201, word: "repeated"),
            ], isThere: false),
        Story(
            testDescription: "empty compensation, and the action that comes after it",
            lines: [
                undo(200, "empty"), undo(200, "repeated"), Line(status: 409, word: "late"),
                Line(attempt: 2, status: 409, word: "late"),
            ], isThere: false),
        Story(
            testDescription: "the steps of a saga are apart",
            lines: [
                undo(step: "other@node01", 200, "empty"), Line(status: 201, word: nil),
            ], isThere: true),
        Story(
            testDescription: "another request under a known key",
            lines: [
                Line(status: 201, word: nil), Line(group: "6", status: 422, word: "mismatch"),
                Line(attempt: 3, status: 201, word: "repeated"),
            ], isThere: true),
        Story(
            testDescription: "a refusal, its duplicate, and a newer try",
            lines: [
                Line(saga: "s2", status: 201, word: nil), Line(status: 400, word: nil),
                Line(
                    method: "DELETE", direction: "compensation", saga: "s2", status: 200,
                    word: nil),
                Line(status: 400, word: "repeated"), Line(attempt: 2, status: 201, word: nil),
                Line(attempt: 1, status: 201, word: "repeated"),
            ], isThere: true),
        Story(
            testDescription: "a refused action has nothing to undo, and stays undone",
            lines: [
                Line(saga: "s2", status: 201, word: nil), Line(status: 400, word: nil),
                undo(200, "empty"), Line(attempt: 2, status: 409, word: "late"),
            ], isThere: true),
        Story(
            testDescription: "an earlier epoch is not heard any more",
            lines: [
                Line(epoch: 2, status: 201, word: nil), undo(attempt: 9, 409, "stale"),
                Line(step: "next@node01", status: 409, word: "stale"),
                undo(epoch: 3, 200), undo(epoch: 2, 409, "stale"),
                undo(epoch: 3, 200, "repeated"),
            ], isThere: false),
        Story(
            testDescription: "a refusal of an earlier epoch does not count in a later one",
            lines: [
                Line(saga: "s2", status: 201, word: nil),
                Line(attempt: 7, status: 400, word: nil),
                Line(
                    method: "DELETE", direction: "compensation", saga: "s2", status: 200,
                    word: nil),
                Line(attempt: 1, epoch: 2, status: 201, word: nil),
            ], isThere: true),
    ]

    @Test(arguments: stories)
    func story(_ story: Story) async throws {
        try await RunningCluster.run {
            $0.barrier = true
        } test: { cluster async throws in
            for (number, line) in story.lines.enumerated() {
                let answer = try await cluster.send(
                    HTTPMethod(rawValue: line.method), "/v1/group",
                    headers: [
                        "Saga-Id": line.saga, "Saga-Step": line.step,
                        "Saga-Direction": line.direction, "Saga-Attempt": "\(line.attempt)",
                        "Saga-Epoch": "\(line.epoch)",
                    ], body: #"{"groupId": "\#(line.group)"}"#)
                #expect(answer.status == line.status, "line \(number)")
                #expect(answer.barrier == line.word, "line \(number)")
            }
            let status = try await cluster.send(.GET, "/v1/group/5").status
            #expect(status == (story.isThere ? 200 : 404))
        }
    }

    @Test func duplicatesAtTheSameTimeAreDoneOnce() async throws {
        try await RunningCluster.run {
            $0.barrier = true
        } test: { cluster async throws in
            let headers: HTTPHeaders = [
                "Saga-Id": "s1", "Saga-Step": "create@node01", "Saga-Direction": "action",
                "Saga-Attempt": "1", "Saga-Epoch": "1",
            ]
            let answers = try await withThrowingTaskGroup(of: RunningCluster.Answer.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await cluster.send(
                            .POST, "/v1/group", headers: headers, body: #"{"groupId": "5"}"#)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 && $0.body == "CREATED" })
            #expect(answers.count { $0.barrier == nil } == 1)
            #expect(try await cluster.ledger().count { $0.applied } == 1)
        }
    }

    @Test(arguments: [
        ["Saga-Id": "s1"],
        [
            "Saga-Id": "s1", "Saga-Step": "a", "Saga-Direction": "sideways", "Saga-Attempt": "1",
            "Saga-Epoch": "1",
        ],
        [
            "Saga-Id": "s1", "Saga-Step": "a", "Saga-Direction": "action", "Saga-Attempt": "0",
            "Saga-Epoch": "1",
        ],
        [
            "Saga-Id": "s1", "Saga-Step": "a", "Saga-Direction": "action", "Saga-Attempt": "1",
            "Saga-Epoch": "x",
        ],
    ])
    func headersThatMakeNoSenseAreRefused(_ headers: [String: String]) async throws {
        for keeps in [true, false] {
            try await RunningCluster.run {
                $0.barrier = keeps
            } test: { cluster async throws in
                let answer = try await cluster.send(
                    .POST, "/v1/group", headers: HTTPHeaders(headers.map { ($0.key, $0.value) }),
                    body: #"{"groupId": "5"}"#)
                // Without the barrier they are headers like any other.
                #expect(answer.status == (keeps ? 400 : 201))
            }
        }
    }

    /// Answered at once and done later: the barrier stands between the two.
    @Test func aLateRequestDoesNothingAfterItsCompensation() async throws {
        try await RunningCluster.run {
            $0.barrier = true
        } test: { cluster async throws in
            func send(_ method: HTTPMethod, _ direction: String) async throws -> Int {
                try await cluster.send(
                    method, "/v1/group",
                    headers: [
                        "Saga-Id": "s1", "Saga-Step": "a", "Saga-Direction": direction,
                        "Saga-Attempt": "1", "Saga-Epoch": "1",
                    ], body: #"{"groupId": "5"}"#
                ).status
            }
            try await cluster.control(#"{"failNext": 1, "fault": "late", "status": 408}"#)
            #expect(try await send(.POST, "action") == 408)
            #expect(try await send(.DELETE, "compensation") == 200)
            // What is late as well, and came later, is done: then the first has had its turn.
            try await cluster.control(#"{"failNext": 1, "fault": "late", "status": 408}"#)
            #expect(try await cluster.create("6") == 408)
            #expect(
                try await eventually { try await cluster.send(.GET, "/v1/group/6").status == 200 })
            #expect(try await cluster.send(.GET, "/v1/group/5").status == 404)
        }
    }
}
