internal import Foundation
internal import Journal
internal import NIOCore
internal import SagaTesting
internal import Steps
internal import Transport
internal import Workers

/// Measures a machine with nothing but this process.
struct MachineBench {
    /// Where files are made: on the disk that a journal would be on.
    let directory: String
    /// Calls under way at once.
    let concurrency: Int
    /// Told what is measured next.
    let onStep: (String) -> Void

    /// For how long single figures are taken, and sagas are run.
    private static let short = Duration.milliseconds(1_500)
    private static let long = Duration.seconds(4)

    func figures() async throws -> MachineFigures {
        onStep("the disk")
        let (syncs, commits, entries) = try await Blocking.run {
            (try syncs(), try commits(), try entriesPerSecond())
        }
        let nodes = try await LoopbackNodes()
        do {
            onStep("requests")
            let requests = try await requests(to: nodes.url)
            onStep("sagas without requests")
            let engine = try await sagas(concurrency, "engine") { load, journal, archive in
                try await load.run(
                    journal: journal, archive: archive, executor: InstantExecutor())
            }
            onStep("sagas")
            let all = try await sagas(concurrency, "sagas", at: nodes.url)
            onStep("one saga at a time")
            let single = try await sagas(1, "single", at: nodes.url)
            try await nodes.stop()
            return MachineFigures(
                syncs: syncs, commits: commits, entriesPerSecond: entries, requests: requests,
                engine: engine, sagas: all, single: single)
        } catch {
            try? await nodes.stop()
            throw error
        }
    }

    // MARK: The disk

    private func syncs() throws -> Rate {
        let path = directory + "/sync"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failure(message: "no file can be made in \(Terminal.safe(directory))") }
        defer { try? file.close() }
        let block = Data(repeating: 7, count: 512)
        return try Rate.measured(for: Self.short) { _ in
            try file.write(contentsOf: block)
            guard fdatasync(file.fileDescriptor) == 0 else {
                throw Failure(message: "the disk cannot be synced")
            }
        }
    }

    /// Commits of one small record each.
    private func commits() throws -> Rate {
        let journal = try LMDBJournal.open(directory: directory + "/commits")
        defer { journal.close() }
        let bytes = [UInt8](repeating: 7, count: 128)
        return try Rate.measured(for: Self.short) { number in
            _ = try journal.commit([.put(record: "bench/\(number % 64)", bytes: bytes)])
        }
    }

    /// Acceptances in commits as large as a busy engine's.
    private func entriesPerSecond() throws -> Double {
        let journal = try LMDBJournal.open(directory: directory + "/entries")
        defer { journal.close() }
        let size = 1_024
        var ids = SagaIDGenerator(after: nil)
        var generator = SystemRandomNumberGenerator()
        let now = Timestamp(rawValue: 0)
        let rate = try Rate.measured(for: Self.short) { number in
            let writes = (0..<size).map { index in
                let key = "\(number)-\(index)"
                let acceptance = Acceptance(
                    workflow: "bench", definition: ContentHash(of: []), job: "bench", key: key,
                    inputs: ["groupId": .string(key)], nodes: BenchSagas.nodes)
                let entry = Entry(
                    saga: ids.next(at: now, using: &generator), sequence: 1, time: now,
                    fact: .sagaAccepted(acceptance))
                return JournalWrite.accept(
                    EntryCodec.encode(entry, previous: .none).encoded, job: "bench", key: key)
            }
            _ = try journal.commit(writes)
        }
        return rate.perSecond * Double(size)
    }

    // MARK: Requests and sagas

    private func requests(to url: String) async throws -> Rate {
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        let client = try FailoverClient(endpoints: [Endpoint(url: url)], settings: settings)
        let start = ContinuousClock.now
        let end = start + Self.short
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<FlowLimits.usualPerNode {
                group.addTask {
                    var count = 0
                    while ContinuousClock.now < end {
                        _ = try await client.send(
                            Request(.POST, "/v1/group", body: ByteBuffer(string: "{}")))
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        await client.close()
        return Rate(count: count, seconds: seconds)
    }

    private func sagas(
        _ concurrency: Int, _ name: String, at url: String
    ) async throws -> LoadReport {
        let executor = try HTTPStepExecutor(
            cluster: BenchSagas.cluster(at: url),
            connectionsPerEndpoint: FlowLimits.usualPerNode)
        return try await sagas(concurrency, name) { load, journal, archive in
            try await executor.serving {
                try await load.run(journal: journal, archive: archive, executor: executor)
            }
        }
    }

    private func sagas(
        _ concurrency: Int, _ name: String,
        _ run: (SagaLoad, LMDBJournal, SQLiteArchive) async throws -> LoadReport
    ) async throws -> LoadReport {
        let path = directory + "/" + name
        let (journal, archive) = try await Blocking.run {
            (try LMDBJournal.open(directory: path), try SQLiteArchive.open(directory: path))
        }
        let load = SagaLoad(
            try BenchSagas.workflow(), cluster: BenchSagas.cluster(at: "http://127.0.0.1:9"),
            concurrency: concurrency, sagas: .max,
            time: concurrency == 1 ? Self.short : Self.long
        ) { ["groupId": .string("bench-\($0)")] }
        let result: Result<LoadReport, any Error>
        do {
            result = .success(try await run(load, journal, archive))
        } catch {
            result = .failure(error)
        }
        await Blocking.run {
            archive.close()
            journal.close()
        }
        let report = try result.get()
        guard report.completed == report.sagas else {
            throw Failure(
                message: "\(report.sagas - report.completed) of \(report.sagas) sagas did not "
                    + "complete, so there are no figures")
        }
        return report
    }
}
