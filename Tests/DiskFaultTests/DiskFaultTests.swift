import Foundation
import TestProcesses
import Testing

/// The real program on a disk that fails: it stops acknowledging, says why, and ends; without the
/// fault it recovers, and nothing is lost or done twice.
@Suite("Disk faults", .serialized)
struct DiskFaultTests {
    /// More calls than such a run makes; the loops end much earlier.
    private static let bound = 200

    @Test(
        "of the journal end the process, and nothing is lost or done twice",
        arguments: [
            ("sync", "EIO", 1), ("sync", "ENOSPC", 5), ("write", "EIO", 7), ("write", "ENOSPC", 11),
            ("write", "short", 9),
        ])
    func journal(_ call: String, _ what: String, _ step: Int) async throws {
        try await DiskBench.with { bench in
            var number = 1
            while number < Self.bound {
                let fault = DiskFault(call: call, file: "data.mdb", number: number, what: what)
                let result = try await bench.sagactl(
                    bench.submission(number), run: number, fault: fault)
                guard bench.wasReached(number) else {
                    #expect(result.code == 0, "\(fault): \(result)")
                    break
                }
                #expect(result.code == 1, "\(fault): \(result)")
                #expect(result.output.isEmpty, "\(fault): \(result)")
                #expect(
                    ["journal_disk_failed", "journal_not_permitted"].contains { code in
                        result.errors.contains("[\(code)]")
                    }, "\(fault): \(result)")
                try await bench.checkRecovery(number, after: result)
                number += step
            }
            #expect(number > 1 && number < Self.bound)
        }
    }

    /// A failing archive ends the process only where it is made: later on finished sagas just stay
    /// in the journal until the next start.
    @Test(
        "of the archive lose no finished saga",
        arguments: [
            ("sync", "archive.sqlite", "EIO", 1), ("sync", "archive.sqlite-wal", "EIO", 1),
            ("sync", "archive.sqlite-wal", "ENOSPC", 2), ("write", "archive.sqlite*", "EIO", 13),
            ("write", "archive.sqlite*", "ENOSPC", 17), ("write", "archive.sqlite*", "short", 19),
        ])
    func archive(_ call: String, _ file: String, _ what: String, _ step: Int) async throws {
        try await DiskBench.with { bench in
            var number = 1
            while number < Self.bound {
                let fault = DiskFault(call: call, file: file, number: number, what: what)
                let result = try await bench.sagactl(
                    bench.submission(number), run: number, fault: fault)
                #expect([0, 1].contains(result.code), "\(fault): \(result)")
                guard bench.wasReached(number) else { break }
                if result.code == 1 {
                    #expect(result.errors.contains("archive"), "\(fault): \(result)")
                    #expect(result.errors.contains("[journal_"), "\(fault): \(result)")
                }
                try await bench.checkRecovery(number, after: result)
                number += step
            }
            #expect(number > 1 && number < Self.bound)
        }
    }

    /// SQLite would go on without writing ahead, and a commit could be undone by a loss of power.
    @Test("while the archive is set up end the process")
    func settingUp() async throws {
        try await DiskBench.with { bench in
            let fault = DiskFault(call: "sync", file: "archive.sqlite", number: 1, what: "EIO")
            let result = try await bench.sagactl(bench.submission(1), run: 1, fault: fault)
            #expect(bench.wasReached(1))
            #expect(result.code == 1, "\(result)")
            #expect(result.errors.contains("[journal_disk_failed]"), "\(result)")
            try await bench.checkRecovery(1, after: result)
        }
    }

    @Test("that only make it slow change nothing", arguments: ["data.mdb", "archive.sqlite-wal"])
    func slow(_ file: String) async throws {
        try await DiskBench.with { bench in
            let fault = DiskFault(call: "sync", file: file, number: 3, what: "slow=1500")
            let result = try await bench.sagactl(bench.submission(1), run: 1, fault: fault)
            #expect(bench.wasReached(1))
            #expect(result.code == 0, "\(result)")
            try await bench.checkRecovery(1, after: result)
        }
    }

    /// A file that may not grow: at a page's edge the system sends a signal instead of an error.
    @Test("of a disk that is full end the process", arguments: [40_000, 49_152, 61_440, 65_536])
    func full(_ bytes: Int) async throws {
        try await DiskBench.with { bench in
            let result = try await bench.sagactl(bench.submission(1), run: 1, fileSize: bytes)
            #expect(result.code == 1, "\(result)")
            #expect(result.errors.contains("[journal_"), "\(result)")
            try await bench.checkRecovery(1, after: result)
        }
    }
}
