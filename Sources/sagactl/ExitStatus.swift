/// What the exit code tells a script.
enum ExitStatus: Int32 {
    case success = 0
    case error = 1
    case usage = 2
    /// Something was compensated.
    case compensated = 3
    /// Something is parked.
    case parked = 4
    /// No engine can be reached.
    case unreachable = 6
    /// The journal is damaged.
    case damaged = 7
    /// Stopped by a signal; what is unfinished stays resumable.
    case interrupted = 130
}

/// Ends the command with an exit code after its results were printed.
struct EndedWith: Error {
    let status: ExitStatus
}
