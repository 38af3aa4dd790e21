internal import Steps

/// What came back of a request of a conformance case.
struct Answer: Hashable, Sendable {
    let outcome: Outcome
    /// Status and body in words, without what the barrier did.
    let reply: String
    /// What the node says that its barrier did.
    let word: String?
    /// Whether the action is in effect, if the request was a probe that says so.
    var isInEffect: Bool?

    init(_ result: CallResult) {
        outcome = result.outcome
        word = result.reply[.barrier]?.description
        let note = word.map { " (barrier: \($0))" } ?? ""
        reply =
            result.detail.hasSuffix(note)
            ? String(result.detail.dropLast(note.count)) : result.detail
    }

    /// All of it in words.
    var text: String {
        reply + (word.map { ", \($0)" } ?? "")
    }

    /// Whether the node says that it let nothing happen, and why.
    func isKeptOut(_ word: String) -> Bool {
        outcome != .succeeded && self.word == word
    }
}
