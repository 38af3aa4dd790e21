/// What can go wrong in a simulation.
public enum FaultKind: String, Hashable, Sendable, CaseIterable {
    /// A request never arrives, and nobody says so.
    case requestLost
    /// A request has its effect, and the reply never comes.
    case replyLost
    /// The connection breaks after the request had its effect.
    case resetAfter
    /// The connection breaks before the request has arrived.
    case resetBefore
    /// The connection is refused: nothing was sent.
    case refused
    /// A request arrives after its sender gave it up.
    case late
    /// The reply takes most of the time that it may.
    case slow
    /// A request arrives twice, the second time later.
    case duplicated
    /// The node does what it is asked, and says 500.
    case errorAfter
    /// The node says 503 and does nothing.
    case errorBefore
    /// The node says 429, and when to come back.
    case tooMany
    /// The reply cannot be read.
    case garbled
    /// The node says no.
    case rejected
    /// An endpoint refuses connections for a while.
    case endpointDown
    /// An endpoint answers nothing for a while.
    case endpointHangs
    /// All endpoints of a node are down for a while.
    case nodeDown
    /// The engine dies, and what was not acknowledged is lost.
    case crash
    /// The engine dies, and its last commit is there although nobody was told.
    case crashAfterCommit
    /// The engine dies again while it recovers.
    case crashInRecovery
    /// The disk fails under a commit: the engine has to end by itself.
    case diskFailed
    /// A commit takes seconds.
    case slowCommit
    /// The journal has no room for new sagas for a while.
    case journalFull
    /// The archive cannot be written until the next start.
    case archiveFailed
    /// The engine stands still for a while, and the world does not.
    case pause
    /// The clock is set forward.
    case clockForward
    /// The clock is set back.
    case clockBack
    /// Somebody wants the saga undone.
    case cancelled

    /// Those that a single request meets.
    static let ofRequests: [FaultKind] = [
        .requestLost, .replyLost, .resetAfter, .resetBefore, .refused, .late, .slow, .duplicated,
        .errorAfter, .errorBefore, .tooMany, .garbled, .rejected,
    ]
    /// Those that a commit can meet.
    static let ofCommits: [FaultKind] = [
        .crash, .crashAfterCommit, .diskFailed, .slowCommit, .journalFull, .archiveFailed,
    ]
    /// Those that come with time.
    static let ofMoments: [FaultKind] = [
        .endpointDown, .endpointHangs, .nodeDown, .crash, .pause, .clockForward, .clockBack,
    ]
}
