import GRDB
import Synchronization

/// The database of all nodes, and of their replicas in other processes.
///
/// Writes from any number of requests wait in a mailbox; GRDB's own dispatch queue drains it, one
/// transaction a batch. So SQLite runs on neither an event loop nor the cooperative pool, and a
/// busy cluster pays for one commit a batch instead of one a request.
final class GroupStore: Sendable {
    /// A write that waits: it runs within the batch's transaction and returns what to do after it.
    private struct Write: Sendable {
        let run: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct Mailbox {
        var writes: [Write] = []
        var isDraining = false
    }

    private let queue: DatabaseQueue
    private let mailbox = Mutex(Mailbox())

    /// Opens the database and creates the nodes' tables where they are missing.
    init(path: String, tables: [NodeTables]) throws(GroupClusterError) {
        do {
            queue = try SharedDatabase.open(path)
            try queue.write { db in
                for table in tables { try table.create(in: db) }
            }
        } catch {
            throw GroupClusterError(
                .databaseUnusable, "The database \(path) cannot be used: \(error)", cause: error)
        }
    }

    /// Runs the closure in a transaction, which it may share with others, and returns its value
    /// once that is committed.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Write { db in
                    let value = try body(db)
                    return { continuation.resume(returning: value) }
                } fail: { error in
                    continuation.resume(throwing: error)
                })
        }
    }

    /// Runs the closure in a transaction later; nobody waits for it.
    func write(
        _ body: @escaping @Sendable (Database) throws -> Void,
        onFailure: @escaping @Sendable (any Error) -> Void
    ) {
        enqueue(
            Write { db in
                try body(db)
                return {}
            } fail: { error in
                onFailure(error)
            })
    }

    private func enqueue(_ write: Write) {
        let starts = mailbox.withLock { mailbox in
            mailbox.writes.append(write)
            defer { mailbox.isDraining = true }
            return !mailbox.isDraining
        }
        guard starts else { return }
        queue.asyncWriteWithoutTransaction { self.drain(into: $0) }
    }

    private func drain(into db: Database) {
        while let batch = nextBatch() {
            do {
                var completions: [@Sendable () -> Void] = []
                try db.inTransaction {
                    completions = try batch.map { try $0.run(db) }
                    return .commit
                }
                for complete in completions { complete() }
            } catch {
                for write in batch { write.fail(error) }
            }
        }
    }

    private func nextBatch() -> [Write]? {
        mailbox.withLock { mailbox in
            guard !mailbox.writes.isEmpty else {
                mailbox.isDraining = false
                return nil
            }
            defer { mailbox.writes.removeAll(keepingCapacity: true) }
            return mailbox.writes
        }
    }
}
