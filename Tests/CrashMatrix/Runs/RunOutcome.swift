/// What came of a run.
struct RunOutcome: Sendable {
    let id: RunID
    /// Whether it died there; timing decides whether a place is reached as often as in another run.
    var wasKilled = false
    /// How often each place was reached before the end.
    var hits: [String: Int] = [:]
    /// What contradicts the promises.
    var complaints: [String] = []
    /// The folder that shows it, if there are complaints.
    var folder = ""
}
