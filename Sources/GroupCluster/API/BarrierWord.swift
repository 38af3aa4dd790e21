/// What a node says of a request in its `Saga-Barrier` header.
enum BarrierWord: String, Sendable {
    /// In reply to a probe: the action that it asks about was done here.
    case applied
    /// It was answered before: the same reply again.
    case repeated
    /// A compensation whose action never came: there was nothing to undo.
    case empty
    /// An action that comes after its compensation: nothing was done.
    case late
    /// The saga has gone on in a later epoch: nothing was done.
    case stale
    /// Its key came with another request before: nothing was done.
    case mismatch
}

extension ReplyError {
    /// What is answered to a request that the barrier keeps out.
    static func keptOut(_ word: BarrierWord) -> Reply {
        let error =
            switch word {
            case .stale: ReplyError(409, "This saga has gone on in a later epoch")
            case .mismatch: ReplyError(422, "This key came with another request before")
            case .late, .repeated, .empty, .applied:
                ReplyError(409, "This action comes after its compensation")
            }
        var reply = error.reply
        reply.barrier = word
        return reply
    }
}
