internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaTesting
internal import Steps
internal import Workers

/// The command `sagactl bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what this machine can do, and what limits it, in some 20 seconds.",
        discussion: """
            Measures the disk that the journal is on, then sagas of three requests to a server in \
            this process. Everything is made in a directory beside the journal, and removed. What \
            else runs on the machine shows in the figures.
            """)

    @Option(
        name: .short,
        help: ArgumentHelp("Requests under way at once, from 2 to 4096.", valueName: "n"))
    var j = 256

    @OptionGroup var shards: ShardOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (2...4_096).contains(j) else { throw ValidationError("-j is between 2 and 4096") }
    }

    func run() async throws {
        let parent = try Self.existing(above: journal.directory)
        let directory = "\(parent)/.sagactl-bench.\(getpid())"
        guard mkdir(directory, 0o700) == 0 else {
            throw Failure(
                message: "no directory can be made in \(Terminal.safe(parent)): "
                    + "\(String(cString: strerror(errno))); name another with --journal DIR")
        }
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let interrupts = Self.removing(directory)
        defer { for source in interrupts { source.cancel() } }
        let notes = !output.quiet && Terminal.errorIsTerminal
        let bench = MachineBench(
            directory: directory, concurrency: j,
            shards: shards.count(nodes: BenchSagas.nodes.count)
        ) {
            step in
            if notes { Terminal.draw("\r\u{1B}[Kmeasuring \(step) …") }
        }
        OpenFiles.allowMost()
        let figures = try await bench.figures()
        if notes { Terminal.draw("\r\u{1B}[K") }
        switch output.output {
        case .json, .jsonl: Terminal.print(json(figures).text)
        case .ids: break
        case .text: printText(figures)
        }
    }

    /// The directory that a journal would be made in: the nearest one that is there.
    private static func existing(above path: String) -> String {
        var place = URL(filePath: path).standardizedFileURL.deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: place.path), place.path != "/" {
            place = place.deletingLastPathComponent()
        }
        return place.path
    }

    /// Leaves nothing behind when somebody presses Ctrl-C.
    private static func removing(_ directory: String) -> [any DispatchSourceSignal] {
        [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler {
                try? FileManager.default.removeItem(atPath: directory)
                Failure.leave("stopped; nothing is left behind", .interrupted)
            }
            source.resume()
            return source
        }
    }

    private func printText(_ figures: MachineFigures) {
        var table = Table(["WHAT", "A SECOND", "EACH", "HOW"], palette: output.palette)
        func add(_ what: String, _ rate: Double, _ each: String, _ how: String) {
            table.add([
                .init(what), .init(MachineFigures.grouped(rate)), .init(each), .init(how),
            ])
        }
        func addSagas(_ report: LoadReport, _ how: String) {
            add(
                "sagas", report.perSecond,
                "\(Self.rounded(report.microseconds(report.processorSeconds))) µs of CPU",
                "\(how); \(Self.rounded(report.entriesPerCommit)) entries a commit")
        }
        add(
            "syncs", figures.syncs.perSecond, "\(Self.rounded(figures.syncs.milliseconds)) ms",
            "512 bytes appended, and synced")
        add(
            "commits", figures.commits.perSecond,
            "\(Self.rounded(figures.commits.milliseconds)) ms", "one record, in the journal")
        add("accepts", figures.acceptsPerSecond, "", "sagas taken on, 1,024 a commit")
        add("requests", figures.requests.perSecond, "", "64 at once, to a server in this process")
        addSagas(figures.engine, "no requests, \(j) at once")
        addSagas(figures.sagas, "3 requests each, \(j) at once")
        add(
            "sagas", figures.single.perSecond,
            "\(Self.rounded(1_000 / figures.single.perSecond)) ms", "the same, one at a time")
        table.print()
        Terminal.print("")
        Terminal.print("On this machine \(figures.verdict).")
    }

    private func json(_ figures: MachineFigures) -> JSONObject {
        func object(_ report: LoadReport) -> JSONObject {
            var object = JSONObject()
            object.add("perSecond", .number(Self.rounded(report.perSecond)))
            object.add("sagas", report.sagas)
            let processor = report.microseconds(report.processorSeconds)
            object.add("cpuMicroseconds", .number(Self.rounded(processor)))
            object.add("commits", report.journal.commits)
            object.add("entries", report.journal.entries)
            return object
        }
        var result = JSONObject()
        result.add("processors", figures.processors)
        result.add("concurrency", j)
        result.add("syncsPerSecond", .number(Self.rounded(figures.syncs.perSecond)))
        result.add("commitsPerSecond", .number(Self.rounded(figures.commits.perSecond)))
        result.add("acceptsPerSecond", .number(Self.rounded(figures.acceptsPerSecond)))
        result.add("requestsPerSecond", .number(Self.rounded(figures.requests.perSecond)))
        result.add("withoutRequests", object(figures.engine))
        result.add("sagas", object(figures.sagas))
        result.add("oneAtATime", object(figures.single))
        let shares = figures.shares
        result.add("processorShare", .number(Self.rounded(shares.processors)))
        result.add("loopShare", .number(Self.rounded(shares.loop)))
        result.add("diskShare", .number(Self.rounded(shares.disk)))
        result.add("limit", shares.limit.rawValue)
        result.add("words", figures.verdict)
        return result
    }

    private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}
