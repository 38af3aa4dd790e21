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

    private static let varied = "varied"
    /// The largest number that makes sense.
    private static let most = 1_000_000

    @Argument(help: "A workflow file, or the name of one in workflows/.")
    var workflow: String?

    @OptionGroup var inputs: InputOptions

    @Option(
        help: ArgumentHelp(
            "The nodes, as a cluster file names them; else node01, node02, node03 and those that "
                + "the workflow names."))
    var cluster: String?

    @Option(help: "What everything is drawn from; that of the first run if there are several.")
    var seed: UInt64?

    @Option(help: "How many sagas are submitted in a run.")
    var sagas = SimulationOptions().sagas

    @Option(help: "For how many minutes things go wrong, in virtual time.")
    var minutes = 60

    @Option(
        help: """
            What goes wrong: all, none, some of a list, separated by commas; or varied: in each \
            run some, at other rates and with other limits.
            """)
    var faults = "all"

    @Flag(help: "The nodes keep the wire barrier; requests come up to a minute late.")
    var barrier = false

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
        let subjects = try subjects()
        let simulator = Simulator(subjects, options: try options(for: subjects))
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

    private func options(for subjects: [SimulatedSubject]) throws -> SimulationOptions {
        var options = SimulationOptions()
        guard (1...Self.most).contains(sagas), (1...Self.most).contains(minutes),
            (1...Self.most).contains(runs ?? 1), (1...64).contains(jobs)
        else {
            throw ValidationError(
                "numbers are between 1 and \(Self.most), and -j is at most 64")
        }
        guard seed ?? 0 <= UInt64(Int64.max) else {
            throw ValidationError("--seed is at most \(Int64.max)")
        }
        options.sagas = sagas
        options.faultTime = .seconds(Int64(minutes) * 60)
        options.faults = try kinds()
        options.isVaried = faults == Self.varied
        options.nodes = try nodes(of: subjects, options.nodes)
        options.barrier = barrier ? .kept : .none
        options.onlySagas = try onlySagas.map { list in
            Set(try list.split(separator: ",").map { try number($0) })
        }
        options.onlyFaults = try onlyFaults.map { list in
            Set(try list.split(separator: ",").map { try fault($0) })
        }
        return options
    }

    /// The nodes with how many endpoints each has: those of the cluster file, or the usual ones and
    /// those that workflows name.
    private func nodes(
        of subjects: [SimulatedSubject], _ usual: [String: Int]
    ) throws -> [String: Int] {
        var nodes = usual
        if let cluster {
            var file = ClusterOptions()
            file.path = cluster
            nodes = try file.load().nodes.mapValues(\.endpoints.count)
        } else {
            for name in subjects.flatMap(\.workflow.nodesByName) where nodes[name] == nil {
                nodes[name] = 1
            }
        }
        let known = nodes.mapValues { _ in NodeDefinition(endpoints: []) }
        let fit = ClusterFit(ClusterDefinition(nodes: known))
        for subject in subjects {
            for number in 1...sagas {
                let inputs = try subject.workflow.checkedInputs(subject.inputs(number))
                guard let objection = fit.objection(to: subject.workflow, inputs: inputs)
                else { continue }
                throw Failure(
                    message: "saga \(number): \(objection); name the nodes with --cluster FILE",
                    status: .usage)
            }
        }
        return nodes
    }

    private func kinds() throws -> Set<FaultKind> {
        if faults == "all" || faults == Self.varied { return Set(FaultKind.allCases) }
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
        guard let number = Int(text), (1...sagas).contains(number) else {
            throw ValidationError("'\(text)' is no number of a saga; there are \(sagas)")
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
        func add(_ report: SimulationReport) {
            tally.add(report)
            let idle = (simulator.options.onlyFaults ?? []).subtracting(report.faults)
            for name in idle.map(\.description).sorted() {
                Terminal.note("sagactl: \(Terminal.safe(name)) did not strike")
            }
        }
        guard trace != "-" else {
            add(try simulator.run(seed: seed) { Terminal.print(Terminal.safe($0)) })
            Terminal.flush()
            return tally
        }
        var lines = ""
        add(try simulator.run(seed: seed) { lines += Terminal.safe($0) + "\n" })
        do {
            // Into what is there: a pipe stays a pipe.
            if !FileManager.default.fileExists(atPath: trace) {
                try Data().write(to: URL(filePath: trace))
            }
            let file = try FileHandle(forWritingTo: URL(filePath: trace))
            try? file.truncate(atOffset: 0)
            try file.write(contentsOf: Data(lines.utf8))
            try file.close()
        } catch {
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
        if let cluster { words += ["--cluster", cluster] }
        words += inputs.words
        words += ["--seed", "\(small.seed)", "--sagas", "\(sagas)", "--minutes", "\(minutes)"]
        if faults != "all" { words += ["--faults", faults] }
        if barrier { words.append("--barrier") }
        words += ["--only-sagas", small.sagas.map(String.init).joined(separator: ",")]
        words += ["--only-faults", small.faults.map(\.description).joined(separator: ",")]
        return words
    }
}

extension WorkflowDefinition {
    /// The nodes that it, or a saga that it starts, names itself.
    fileprivate var nodesByName: [String] {
        steps.flatMap { step -> [String] in
            let own = step.node.map { $0.references.isEmpty ? [$0.source] : [] } ?? []
            let children = [step.action, step.compensation].compactMap { call in
                if case .saga(let child)? = call?.operation { child.definition } else { nil }
            }
            return own + children.flatMap(\.nodesByName)
        }
    }
}
