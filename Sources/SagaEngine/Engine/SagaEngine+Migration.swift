internal import Journal
public import Steps
internal import Synchronization

/// What became of the unfinished sagas of a workflow, when it was to change.
public struct MigrationReport: Sendable {
    /// One saga.
    public struct Row: Sendable {
        /// The saga.
        public var saga: SagaID
        /// Whether it can go on with the new version.
        public var verdict: MigrationVerdict
    }

    /// The sagas of other versions, in order of their ids.
    public var rows: [Row] = []
    /// How many had the new version already.
    public var unchanged = 0

    /// Nothing looked at yet.
    public init() {}

    /// How many can go on with the new version.
    public var compatible: Int { rows.count { $0.verdict == .compatible } }
}

extension SagaEngine {
    private static let migrationPage = 1_024

    /// Moves the unfinished sagas of a workflow to another version: those that can, in one commit.
    ///
    /// Only for an engine that runs no sagas: nothing may be under way meanwhile.
    ///
    /// - Parameters:
    ///   - renamed: old ids of steps, with the new ones.
    ///   - isTrial: whether to look only, and change nothing.
    /// - Throws: ``JournalError``; then nothing was changed.
    public func migrate(
        to version: PinnedDefinition, renamed: [String: String], by: String, isTrial: Bool
    ) async throws -> MigrationReport {
        var report = MigrationReport()
        var writes = [version.write]
        let started = state.withLock { state in
            state.active.values.map(\.saga).sorted { $0.machine.id < $1.machine.id }
        }
        for saga in started {
            look(at: saga, version, renamed, by, &report, &writes)
        }
        for phase in [SagaPhase.waiting, .deferred] {
            var last: SagaID?
            while true {
                let page = try await blocking { [self, last] in
                    try journal.sagas(in: phase, after: last, limit: Self.migrationPage).map(load)
                }
                guard let newest = page.last else { break }
                for saga in page { look(at: saga, version, renamed, by, &report, &writes) }
                last = newest.machine.id
            }
        }
        report.rows.sort { $0.saga < $1.saga }
        if !isTrial, report.compatible > 0 {
            Failpoint.hit("migration.beforeCommit")
            try await writer.enqueue(writes).durable()
            Failpoint.hit("migration.afterCommit")
        }
        return report
    }

    private func look(
        at saga: EngineState.ActiveSaga, _ version: PinnedDefinition, _ renamed: [String: String],
        _ by: String, _ report: inout MigrationReport, _ writes: inout [JournalWrite]
    ) {
        let machine = saga.machine
        guard machine.acceptance.workflow == version.workflow.name else { return }
        guard machine.definition.hash != version.hash else {
            report.unchanged += 1
            return
        }
        let verdict = machine.verdict(on: version, renamed: renamed, in: cluster)
        report.rows.append(MigrationReport.Row(saga: machine.id, verdict: verdict))
        guard verdict == .compatible else { return }
        let entry = Entry(
            saga: machine.id, sequence: machine.sequence + 1, time: clock.now(),
            fact: .definitionMigrated(version.hash, renamed: renamed, by: by))
        var saga = saga
        writes += self.writes([entry], of: &saga)
    }
}
