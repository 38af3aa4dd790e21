internal import Glibc

/// One program from its start to its end, on a thread that it may block.
struct ProgramRun: ~Copyable {
    /// How far it has come.
    private enum Phase {
        /// It runs, and its time is not up.
        case running
        /// It has ended by itself, and something that it left behind still holds its output.
        case lingering
        /// Its time was up, and it was asked to end.
        case asked
        /// It did not end when it was asked to, or not all of it did.
        case killed
    }

    /// How long a program has to end when it is asked to, and the system when it is killed.
    private static let grace = Duration.seconds(2)
    /// How long what a program left behind may add to its output: the last words of a pipeline,
    /// but not those of a service that the program has started.
    private static let linger = Duration.seconds(1)

    private var child: ChildProcess
    private var phase = Phase.running
    private var deadline: ContinuousClock.Instant
    private var input: ArraySlice<UInt8>
    private var output = ProgramOutput()
    private var errors = ErrorTail()
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    /// Runs a program, and says what became of it as soon as that is known.
    ///
    /// Blocks until the program has gone, which is later if the system cannot end it at once.
    static func perform(_ call: ProgramCall, whenOver: (ProgramEnd) -> Void) {
        if let problem = call.problem { return whenOver(.notStarted(problem)) }
        blockPipeSignal()
        do throws(SystemError) {
            var run = try ProgramRun(call)
            run.untilOver(whenOver)
        } catch {
            whenOver(.notStarted("\(error)"))
        }
    }

    private init(_ call: ProgramCall) throws(SystemError) {
        child = try ChildProcess(call)
        deadline = .now + call.timeout
        input = call.standardInput[...]
    }

    /// A program that does not read its input must not end the engine; on this thread alone.
    private static func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private mutating func untilOver(_ whenOver: (ProgramEnd) -> Void) {
        repeat {
            feed()
            child.wait(atMost: deadline - .now)
            listen()
        } while !isOver(at: .now)

        let timeWasUp = phase == .killed
        if timeWasUp, !child.hasEnded {
            // It hangs in the system, where not even SIGKILL reaches it.
            whenOver(.timedOut(errors: errors.text))
            _ = child.reap()
            return
        }
        let ending = child.reap()
        let text = errors.text
        if timeWasUp { return whenOver(.timedOut(errors: text)) }
        switch ending {
        case .exited(let code): whenOver(.exited(code: code, output: output, errors: text))
        case .signalled(let signal): whenOver(.signalled(signal, errors: text))
        case .lost: whenOver(.lost(errors: text))
        }
    }

    /// Moves on to the next phase where it is time to; true after the last.
    private mutating func isOver(at now: ContinuousClock.Instant) -> Bool {
        let isTimeUp = now >= deadline
        let isDone = child.hasEnded && child.isSilent
        switch phase {
        case .running where isDone: return true
        case .running where child.hasEnded:
            phase = .lingering
            deadline = min(deadline, now + Self.linger)
        case .running where isTimeUp:
            child.signalGroup(SIGTERM)
            phase = .asked
            deadline = now + Self.grace
        case .running: break
        case .lingering: return isDone || isTimeUp
        case .asked where isDone || isTimeUp:
            // Also when the program itself has gone: what it started may have not.
            child.signalGroup(SIGKILL)
            phase = .killed
            deadline = now + Self.grace
            return child.hasEnded
        case .asked: break
        case .killed: return child.hasEnded || isTimeUp
        }
        return false
    }

    private mutating func feed() {
        guard !input.isEmpty, !child.hasEnded else {
            child.input = nil
            return
        }
        switch child.input?.write(input) ?? .over {
        case .bytes(let count): input = input.dropFirst(count)
        case .nothingYet: break
        case .over: input = []
        }
        if input.isEmpty { child.input = nil }
    }

    private mutating func listen() {
        switch child.output?.read(into: &buffer) ?? .over {
        case .bytes(let count): output.add(buffer[..<count])
        case .nothingYet: break
        case .over: child.output = nil
        }
        switch child.errors?.read(into: &buffer) ?? .over {
        case .bytes(let count): errors.add(buffer[..<count])
        case .nothingYet: break
        case .over: child.errors = nil
        }
    }
}
