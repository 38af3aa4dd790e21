internal import CSpawn
internal import Glibc

/// A program that was started, and our ends of its three pipes.
///
/// All unsafe code of the programs is here, in ``Descriptor`` and in ``OwnThread``. It is
/// `posix_spawn` and not `Foundation.Process`, which gives a child every descriptor that is open,
/// leaves it in the engine's own group, so that what it started itself could not be ended with it,
/// and learns of its end through a run loop.
///
/// It is waited for by its number alone, and only at the end: as long as nobody has waited for it,
/// no other process or group can get that number, so that every signal reaches the right ones.
struct ChildProcess: ~Copyable {
    /// How it ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signalled(Int32)
        case lost
    }

    /// Where there is no descriptor that tells of the end, it is asked for this often.
    private static let lookInterval = Duration.milliseconds(50)

    private let pid: pid_t
    /// Becomes readable at the end; `nil` after that, or where the system has none to give.
    private var watch: Descriptor?
    private(set) var hasEnded = false
    var input: Descriptor?
    var output: Descriptor?
    var errors: Descriptor?

    /// Starts a program.
    ///
    /// - Throws: ``SystemError`` if it has not been started.
    init(_ call: ProgramCall) throws(SystemError) {
        let input = try Pipe()
        let output = try Pipe()
        let errors = try Pipe()
        try input.writing.neverBlocks()
        try output.reading.neverBlocks()
        try errors.reading.neverBlocks()
        pid = try Self.start(
            call, streams: [input.reading.number, output.writing.number, errors.writing.number])
        // The child's ends are closed here with the rest of the pipes, or none would ever end.
        self.input = consume input.writing
        self.output = consume output.reading
        self.errors = consume errors.reading
        let watch = cspawn_pidfd_open(pid)
        self.watch = watch < 0 ? nil : Descriptor(watch)
    }

    /// Whether nobody can write to its output any more, or it is not wanted.
    var isSilent: Bool { output == nil && errors == nil }

    /// Blocks until there is something to read, room to write, the end, or the time is over.
    mutating func wait(atMost limit: Duration) {
        let limit = watch == nil && !hasEnded ? min(limit, Self.lookInterval) : limit
        var events = [
            pollfd(fd: input?.number ?? -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: output?.number ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors?.number ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: watch?.number ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        // An interrupted wait is a short one: the caller looks, and waits again.
        poll(&events, nfds_t(events.count), limit.pollTimeout)
        lookForEnd()
    }

    private mutating func lookForEnd() {
        guard !hasEnded else { return }
        var information = siginfo_t()
        let code = waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT)
        // Without an end, the call succeeds and leaves the information empty.
        let isThere = code == 0 && information.si_signo != SIGCHLD
        if isThere || (code != 0 && errno == EINTR) { return }
        hasEnded = true
        watch = nil
    }

    /// Sends a signal to it and to all that it started, but for what has left its group.
    borrowing func signalGroup(_ signal: Int32) {
        kill(-pid, signal)
    }

    /// Takes it off the system's table; blocks until its end if that has not come.
    ///
    /// Nothing may be called after it.
    borrowing func reap() -> Ending {
        var status: Int32 = 0
        while true {
            if waitpid(pid, &status, 0) == pid { break }
            if errno != EINTR { return .lost }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
    }

    private static func start(
        _ call: ProgramCall, streams: [Int32]
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        try check(posix_spawn_file_actions_init(&actions))
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (standard, stream) in streams.enumerated() {
            try check(posix_spawn_file_actions_adddup2(&actions, stream, Int32(standard)))
        }
        // Sockets and files that the engine's libraries opened without marking them.
        try check(cspawn_addclosefrom(&actions, STDERR_FILENO + 1))

        var attributes = posix_spawnattr_t()
        try check(posix_spawnattr_init(&attributes))
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        try check(posix_spawnattr_setsigmask(&attributes, &signals))
        sigfillset(&signals)
        try check(posix_spawnattr_setsigdefault(&attributes, &signals))
        // A session is a group too; without a terminal a program cannot ask and wait for answers.
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Int32(cspawn_setsid)
        try check(posix_spawnattr_setflags(&attributes, Int16(flags)))

        let settings = call.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        // C's lists of C's texts, ended by a null; they live until the child has copied them.
        var words = ([call.path] + call.arguments).map { strdup($0) }
        var variables = settings.map { strdup($0) }
        defer { for text in words + variables { free(text) } }
        // A text missing in the middle would cut the list short.
        guard !words.contains(nil), !variables.contains(nil) else {
            throw SystemError(ENOMEM, "the program cannot be started")
        }
        words.append(nil)
        variables.append(nil)
        var pid = pid_t()
        // Returns when the child runs the program, or with the reason why it cannot.
        try check(posix_spawn(&pid, call.path, &actions, &attributes, &words, &variables))
        return pid
    }

    private static func check(_ code: Int32) throws(SystemError) {
        guard code == 0 else { throw SystemError(code, "the program cannot be started") }
    }
}

extension Duration {
    /// In milliseconds, rounded up so that a wait does not end too early, and bounded.
    fileprivate var pollTimeout: Int32 {
        let minute = Duration.seconds(60)
        if self <= .zero { return 0 }
        if self >= minute { return 60_000 }
        return Int32((self / .milliseconds(1)).rounded(.up))
    }
}
