internal import Foundation
internal import Journal
internal import Steps

/// Measures a disk, and the journal on it; all calls block.
struct DiskBench: Sendable {
    /// Where files are made.
    let directory: String
    /// For how long each figure is taken.
    let time: Duration

    func syncs() throws -> Rate {
        let path = directory + "/sync"
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failure(message: "no file can be made in \(Terminal.safe(directory))") }
        defer { try? file.close() }
        let block = Data(repeating: 7, count: 512)
        return try Rate.measured(for: time) { _ in
            try file.write(contentsOf: block)
            guard fdatasync(file.fileDescriptor) == 0 else {
                throw Failure(message: "the disk cannot be synced")
            }
        }
    }

    /// Commits of one small record each.
    func commits() throws -> Rate {
        let journal = try LMDBJournal.open(directory: directory + "/commits")
        defer { journal.close() }
        let bytes = [UInt8](repeating: 7, count: 128)
        return try Rate.measured(for: time) { number in
            _ = try journal.commit([.put(record: "bench/\(number % 64)", bytes: bytes)])
        }
    }

    /// Acceptances in commits as large as a busy engine's.
    func acceptsPerSecond() throws -> Double {
        let journal = try LMDBJournal.open(directory: directory + "/accepts")
        defer { journal.close() }
        let size = 1_024
        var ids = SagaIDGenerator(after: nil)
        var generator = SystemRandomNumberGenerator()
        let now = Timestamp(rawValue: 0)
        let rate = try Rate.measured(for: time) { number in
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
}
