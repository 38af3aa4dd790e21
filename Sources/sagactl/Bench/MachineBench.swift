internal import Foundation
internal import Journal
internal import NIOCore
internal import NIOHTTP1
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
    /// Event loops that nodes and workers are spread over.
    let shards: Int
    /// Told what is measured next.
    let onStep: (String) -> Void

    /// For how long single figures are taken, and sagas are run.
    private static let short = Duration.milliseconds(1_500)
    private static let long = Duration.seconds(4)

    func figures() async throws -> MachineFigures {
        onStep("the disk")
        let disk = DiskBench(directory: directory, time: Self.short)
        let (syncs, commits, accepts) = try await Blocking.run {
            (try disk.syncs(), try disk.commits(), try disk.acceptsPerSecond())
        }
        let nodes = try await LoopbackNodes()
        do {
            onStep("requests")
            let requests = try await requests(to: nodes.url)
            onStep("sagas without requests")
            let engine = try await run(load(concurrency), "engine", InstantExecutor())
            onStep("sagas")
            let all = try await sagas(concurrency, "sagas", at: nodes.url)
            onStep("one saga at a time")
            let single = try await sagas(1, "single", at: nodes.url)
            try await nodes.stop()
            return MachineFigures(
                syncs: syncs, commits: commits, acceptsPerSecond: accepts, requests: requests,
                engine: engine, sagas: all, single: single)
        } catch {
            try? await nodes.stop()
            throw error
        }
    }

    /// Requests on the path that sagas take: from tasks on the event loop of the connections.
    private func requests(to url: String) async throws -> Rate {
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        let place = EventLoopExecutor.start()
        let client = try FailoverClient(
            endpoints: [Endpoint(url: url)], settings: settings, loop: place.loop)
        let start = ContinuousClock.now
        let end = start + Self.short
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<FlowLimits.usualPerNode {
                group.addTask(executorPreference: place) {
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
        try await place.shutdown()
        return Rate(count: count, seconds: seconds)
    }

    private func load(_ concurrency: Int) throws -> SagaLoad {
        SagaLoad(
            try BenchSagas.workflow(), cluster: BenchSagas.cluster(at: "http://127.0.0.1:9"),
            concurrency: concurrency, sagas: .max,
            time: concurrency == 1 ? Self.short : Self.long
        ) { ["groupId": .string("bench-\($0)")] }
    }

    private func sagas(
        _ concurrency: Int, _ name: String, at url: String
    ) async throws -> LoadReport {
        var load = try load(concurrency)
        let executor = try HTTPStepExecutor(
            cluster: BenchSagas.cluster(at: url), connectionsPerEndpoint: load.perNode,
            shards: EventLoopShards(shards))
        load.shards = executor.shards
        return try await executor.serving { [load] in try await run(load, name, executor) }
    }

    private func run(
        _ load: SagaLoad, _ name: String, _ executor: any StepExecutor
    ) async throws -> LoadReport {
        let path = directory + "/" + name
        let (journal, archive) = try await Blocking.run {
            (try LMDBJournal.open(directory: path), try SQLiteArchive.open(directory: path))
        }
        let result: Result<LoadReport, any Error>
        do {
            result = .success(
                try await load.run(journal: journal, archive: archive, executor: executor))
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
