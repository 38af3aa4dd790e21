import Journal
import Steps

/// One fact of each kind, and those with every optional part.
enum SampleFacts {
    static let attempt = Attempt(step: 300, kind: .compensation, number: 30)

    static let all: [Fact] =
        [
            .sagaAccepted(
                Acceptance(
                    workflow: "créer-groupe", definition: ContentHash(of: [1]), job: "",
                    key: "k\u{0}é",
                    inputs: [
                        "null": .null, "true": .bool(true), "false": .bool(false),
                        "low": .integer(.min), "high": .integer(.max), "half": .number(-0.5),
                        "text": .string("line\nbreak 😀"), "": .string(""),
                    ],
                    nodes: ["node02", "node01", "node01"])),
            .sagaAccepted(
                Acceptance(
                    workflow: "w", definition: ContentHash(of: []), job: "j", key: "k", inputs: [:],
                    nodes: [])),
            .sagaAccepted(
                Acceptance(
                    workflow: "w", definition: ContentHash(of: []), job: "j", key: "k",
                    inputs: [
                        "none": .list([]), "some": .list([.null, .list([.string("é")])]),
                        "deepest": list(depth: EntryCodec.deepestList),
                    ],
                    nodes: ["n"], priority: 1, notBefore: Timestamp(rawValue: .min),
                    parent: ParentStep(
                        saga: SagaID(microseconds: .max, random: .max), step: 300,
                        kind: .compensation),
                    schedule: "")),
            .sagaAccepted(
                Acceptance(
                    workflow: "w", definition: ContentHash(of: []), job: "j", key: "k", inputs: [:],
                    nodes: [], notBefore: Timestamp(rawValue: 0))),
            .sagaStarted,
            .attemptStarted(attempt),
            .attemptEnded(attempt, AttemptResult(outcome: .succeeded)),
            .attemptEnded(
                attempt,
                AttemptResult(
                    outcome: .unknown, status: -1, detail: "timeout",
                    reply: [
                        .status: .integer(503), .header("x.with.dots"): .string("a"),
                        .header(""): .null, .body([]): .bool(true),
                        .body(["a", "0", "b"]): .number(1),
                        .body(["a.0", "b"]): .integer(1), .body([""]): .string(""),
                    ],
                    applied: false, retryAt: Timestamp(rawValue: .max),
                    arrivesUntil: Timestamp(rawValue: .min))),
            .attemptEnded(attempt, AttemptResult(outcome: .rejected, status: 404, applied: true)),
            .attemptEnded(
                attempt,
                AttemptResult(
                    outcome: .succeeded,
                    reply: [
                        .status: .integer(200),
                        .body(["ids"]): .list([.integer(1), .list([]), .null]),
                    ])),
            .cancelRequested(by: "me", reason: "no more"),
            .attemptInterrupted(attempt, arrivesUntil: Timestamp(rawValue: 12)),
            .stepSettled(step: 0, .skipped, reason: "nothing to do"),
            .compensationStarted(reason: "node02 refused"),
            .sagaParked(reason: "gone"),
            .sagaRetried(by: "operator", reason: "mended"),
            .sagaCompleted,
            .sagaCompensated,
            .sagaAbandoned(by: "operator", reason: ""),
            .signalReceived(Signal(name: "go", accepted: true, by: "")),
            .signalReceived(
                Signal(
                    name: "stop", accepted: false,
                    values: ["why": .string("é"), "n": .number(0.5)],
                    by: "operator")),
            .definitionMigrated(ContentHash(of: [2]), renamed: [:], by: "operator"),
            .definitionMigrated(
                ContentHash(of: [2]), renamed: ["create": "make", "b": "a", "": "x"], by: ""),
        ] + decisions.map { .operatorDecided($0, by: "ann", reason: "é") }

    static let decisions: [OperatorDecision] = [
        .skip(step: 300), .unskip(step: 0), .settle(step: 1, .succeeded),
        .settle(step: 300, .rejected), .edit(step: 2, inputs: [:]),
        .edit(step: 300, inputs: ["b": .null, "a": .list([.string("é")])]), .compensate,
        .forward(step: 128), .pause, .unpause,
    ]

    /// Lists in one another.
    static func list(depth: Int) -> Value {
        (0..<depth).reduce(.bool(true)) { value, _ in .list([value]) }
    }
}
