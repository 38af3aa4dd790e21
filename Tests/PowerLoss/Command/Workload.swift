import ArgumentParser
import Foundation
import Journal
import PowerLossImages
import Steps

/// What is recorded: the product's journal, writer, archive and archiver, kept busy by several
/// submitters at once.
struct Workload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workload", abstract: "Keep a journal busy, as a seed decides.",
        shouldDisplay: false)

    /// Numbers of sagas and commits that each session has for itself.
    private static let numbersPerSession = 100_000

    @Option var journal: String
    @Option var seed: UInt64
    @Option var session: Int
    @Option var sagas: Int
    @Option var submitters = 6
    /// Whether the journal is closed in the end; else the process just ends.
    @Flag var closes = false

    func run() async throws {
        let first = session * Self.numbersPerSession
        let directory = journal
        let (store, archive) = try await Self.offPool {
            let journal = try LMDBJournal.open(
                directory: directory, configuration: JournalConfiguration(capacityBytes: 1 << 26))
            return (journal, try SQLiteArchive.open(directory: directory))
        }
        let watched = WatchedStore(store, first: first)
        let finished = WatchedArchive(archive, first: first)
        let writer = JournalWriter(store: watched, archive: finished, onFailure: Self.fail)
        writer.start()
        // At no pace: the more often it stores, the more there is to go wrong.
        let archiver = Archiver(
            journal: watched, archive: finished, writer: writer,
            loop: ThreadLoop(name: "archiver"), onFailure: Self.fail)
        archiver.start()
        await withTaskGroup { group in
            for submitter in 0..<submitters {
                let work = Submitter(
                    writer: writer, archiver: archiver, submitter: submitter, session: session,
                    numbers: SeededNumbers(
                        seed: seed &+ UInt64(first + submitter) &* 0x2545_f491_4f6c_dd1d))
                let count = (sagas + submitter) / submitters
                group.addTask {
                    var work = work
                    for saga in 0..<count {
                        await work.run(number: first + saga * 64 + submitter)
                    }
                }
            }
        }
        // As if it had been killed: nothing is closed, and the archiver may be at work.
        guard closes else { _exit(0) }
        await archiver.drain()
        try await Self.offPool {
            archiver.close()
            writer.close()
            archive.close()
            store.close()
        }
    }

    private static func fail(_ error: JournalError) {
        FileHandle.standardError.write(Data("workload: \(error)\n".utf8))
        _exit(1)
    }

    /// What blocks runs on a thread that is not the cooperative pool's.
    private static func offPool<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }
}
