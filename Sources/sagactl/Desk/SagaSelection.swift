internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// The sagas that a verb is for, by their ids or by a question.
struct SagaSelection {
    let directory: String
    let query: SagaQuery?
    let cluster: ClusterDefinition?

    init(_ options: DeskOptions) throws {
        // Only a look: which nodes there are matters where there is a cluster file.
        try self.init(
            directory: options.journal.directory, query: options.query.map(DeskOptions.read),
            cluster: try? options.cluster.load())
    }

    init(directory: String, query: SagaQuery?, cluster: ClusterDefinition?) throws {
        self.directory = directory
        self.query = query
        self.cluster = cluster
    }

    private func requireJournal() throws {
        guard FileManager.default.fileExists(atPath: directory) else {
            throw Failure(message: "there is no journal \(Terminal.safe(directory))")
        }
    }

    /// The ids, each once and in order.
    ///
    /// - Parameter words: ids, or `-` for those of standard input; none beside a question.
    func ids(_ words: [String]) async throws -> [SagaID] {
        guard let query else {
            let ids = try Self.ids(words)
            try requireJournal()
            return ids
        }
        guard words.isEmpty else {
            throw Failure(message: "name ids, or give --where, not both", status: .usage)
        }
        return try await Blocking.run { [self] in
            try matching(query).map(\.id).sorted()
        }
    }

    /// The unfinished sagas for which a question holds.
    func matching(_ query: SagaQuery) throws -> [SagaMachine] {
        try requireJournal()
        let source = try HistorySource.open(directory: directory)
        let now = SystemClock().now()
        return try source.unfinished(matching: .init()).compactMap { saga in
            guard !saga.status.isTerminal, let machine = try source.machine(of: saga.id) else {
                return nil
            }
            let isOne = query.matches(
                machine, acceptedAt: saga.acceptedAt, at: now, in: stand(in: machine))
            return isOne ? machine : nil
        }
    }

    /// The cluster, or one that has the saga's nodes.
    func stand(in saga: SagaMachine) -> ClusterDefinition {
        if let cluster { return cluster }
        let nodes = saga.plan.instances.compactMap(\.node) + saga.acceptance.nodes
        return ClusterDefinition(
            nodes: Dictionary(
                nodes.map { ($0, NodeDefinition(endpoints: [])) }, uniquingKeysWith: { $1 }))
    }

    private static func ids(_ words: [String]) throws -> [SagaID] {
        var texts = words
        if words == ["-"] {
            texts = []
            while let line = readLine() {
                let id = line.trimmingCharacters(in: .whitespaces)
                if !id.isEmpty { texts.append(id) }
            }
        } else if words.isEmpty {
            throw Failure(
                message: "name the ids of sagas, - for those of standard input, or give --where",
                status: .usage)
        }
        var seen: Set<SagaID> = []
        return try texts.map(SagaArgument.parse).filter { seen.insert($0).inserted }
    }
}
