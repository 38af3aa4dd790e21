internal import ArgumentParser
internal import Foundation
internal import SagaTesting
internal import Steps
internal import Synchronization
internal import Workers

/// The command `sagactl simulate`.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run sagas in virtual time while everything goes wrong, and check the promises.",
        discussion: """
            The whole engine runs on one thread, against nodes that are scripted: requests and \
            replies are lost, late and doubled, nodes and the engine die, disks fail, clocks jump. \
            Then nothing goes wrong any more, and everything has to end. The same seed gives the \
            same run; one run prints a trace of it. Without a workflow, workflows are made at \
            random. Exit code 1 if a promise is broken, with the shortest schedule that breaks it.
            """)

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String?

    @OptionGroup var inputs: InputOptions

    @Option(help: "What everything is drawn from; that of the first run if there are several.")
    var seed: UInt64?

    @Option(help: "How many sagas are submitted in a run.")
    var sagas = SimulationOptions().sagas

    @Option(help: "For how many minutes things go wrong, in virtual time.")
    var minutes = 60

    @Option(help: "What goes wrong: all, none, or some of a list, separated by commas.")
    var faults = "all"

    @Option(help: "How many runs, each with the next seed.")
    var runs: Int?

    @Option(name: .customLong("for"), help: "For how long runs are made, such as 10m.")
    var time: Span?

    @Option(name: .shortAndLong, help: "How many runs at once.")
    var jobs = 1

    @Option(help: "Only these sagas, by their numbers, separated by commas.")
    var onlySagas: String?

    @Option(help: "Only these faults, as a failure names them, separated by commas.")
    var onlyFaults: String?

    @Option(help: "Where the trace of a single run goes; - for standard output.")
    var trace = "-"

    @Flag(help: "Do not look for the shortest schedule that breaks a promise.")
    var noShrink = false

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let simulator = Simulator(try subjects(), options: try options())
        let first = seed ?? .random(in: 1...999_999)
        let isSingle = runs ?? 1 == 1 && time == nil
        let tally = try await Blocking.run {
            isSingle ? try single(simulator, first) : try many(simulator, from: first)
        }
        if !output.quiet { SimulationPrinter(output: output).summary(tally) }
        guard let failure = tally.failure else { return }
        let small = noShrink ? nil : try await Blocking.run { try simulator.shrunk(failure) }
        SimulationPrinter(output: output).failure(failure, small, command: command(for: small))
        throw EndedWith(status: .error)
    }

    // MARK: What is run

    private func options() throws -> SimulationOptions {
        var options = SimulationOptions()
        guard sagas > 0, minutes > 0, runs ?? 1 > 0, jobs > 0 else {
            throw ValidationError("numbers must be positive")
        }
        options.sagas = sagas
        options.faultTime = .seconds(Int64(minutes) * 60)
        options.faults = try kinds()
        options.onlySagas = try onlySagas.map { list in
            Set(try list.split(separator: ",").map { try number($0) })
        }
        options.onlyFaults = try onlyFaults.map { list in
            Set(try list.split(separator: ",").map { try fault($0) })
        }
        return options
    }

    private func kinds() throws -> Set<FaultKind> {
        if faults == "all" { return Set(FaultKind.allCases) }
        if faults == "none" { return [] }
        return Set(
            try faults.split(separator: ",").map { word in
                guard let kind = FaultKind(rawValue: String(word)) else {
                    let known = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("there is no fault '\(word)'; there are \(known)")
                }
                return kind
            })
    }

    private func number(_ text: Substring) throws -> Int {
        guard let number = Int(text), number > 0 else {
            throw ValidationError("'\(text)' is no number of a saga")
        }
        return number
    }

    private func fault(_ text: Substring) throws -> Fault {
        guard let fault = Fault(text) else {
            throw ValidationError("'\(text)' is no fault of the form KIND:PLACE")
        }
        return fault
    }

    private func subjects() throws -> [SimulatedSubject] {
        guard let workflow else { return [] }
        let definition = try WorkflowArgument.load(workflow)
        var records: [[String: Value]] = []
        var source = try inputs.records(for: definition)
        while records.count < sagas, let record = try source.next() { records.append(record) }
        guard !records.isEmpty else {
            throw Failure(message: "there is no record to simulate", status: .usage)
        }
        return [SimulatedSubject(definition) { [records] in records[($0 - 1) % records.count] }]
    }

    // MARK: Runs

    private func single(_ simulator: Simulator, _ seed: UInt64) throws -> SimulationTally {
        var tally = SimulationTally()
        guard trace != "-" else {
            tally.add(try simulator.run(seed: seed) { Terminal.print(Terminal.safe($0)) })
            Terminal.flush()
            return tally
        }
        var lines = ""
        tally.add(try simulator.run(seed: seed) { lines += Terminal.safe($0) + "\n" })
        guard FileManager.default.createFile(atPath: trace, contents: Data(lines.utf8)) else {
            throw Failure(message: "cannot write to \(Terminal.safe(trace))", status: .error)
        }
        return tally
    }

    private func many(_ simulator: Simulator, from first: UInt64) throws -> SimulationTally {
        let limit = time.map { ContinuousClock.now + .milliseconds($0.milliseconds) }
        let last = runs.map { first + UInt64($0) } ?? .max
        let next = Mutex(first)
        let tally = Mutex(SimulationTally())
        let problem = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while tally.withLock({ $0.failure == nil }), limit.map({ .now < $0 }) ?? true {
                let seed = next.withLock { seed in
                    defer { seed += 1 }
                    return seed
                }
                guard seed < last else { return }
                do {
                    let report = try simulator.run(seed: seed)
                    tally.withLock { $0.add(report) }
                } catch {
                    problem.withLock { $0 = error }
                    return
                }
            }
        }
        if let problem = problem.withLock({ $0 }) { throw problem }
        return tally.withLock { $0 }
    }

    /// The command that runs a failure again.
    private func command(for small: SmallestFailure?) -> [String] {
        guard let small else { return [] }
        var words = ["sagactl", "simulate"]
        if let workflow { words.append(workflow) }
        words += inputs.words
        words += ["--seed", "\(small.seed)", "--sagas", "\(sagas)", "--minutes", "\(minutes)"]
        if faults != "all" { words += ["--faults", faults] }
        words += ["--only-sagas", small.sagas.map(String.init).joined(separator: ",")]
        words += ["--only-faults", small.faults.map(\.description).joined(separator: ",")]
        return words
    }
}
