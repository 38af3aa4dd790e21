internal import ArgumentParser
internal import Foundation
internal import Journal

/// Which journal is meant.
struct JournalOptions: ParsableArguments {
    @Option(
        name: .customLong("journal"),
        help: ArgumentHelp(
            "Directory of the journal; else SAGA_JOURNAL, else the XDG state directory.",
            valueName: "dir"))
    var path: String?

    var directory: String {
        get throws {
            let environment = ProcessInfo.processInfo.environment
            if let path {
                guard !path.isEmpty else { throw ValidationError("--journal is empty") }
                return path
            }
            if let path = environment["SAGA_JOURNAL"], !path.isEmpty { return path }
            if let state = environment["XDG_STATE_HOME"], !state.isEmpty {
                return state + "/saga/journal"
            }
            guard let home = environment["HOME"], !home.isEmpty else {
                throw ValidationError("there is no HOME; name the journal with --journal DIR")
            }
            return home + "/.local/state/saga/journal"
        }
    }

    /// The map's size and reserve; the size can be set for small disks.
    var configuration: JournalConfiguration {
        get throws {
            guard let text = ProcessInfo.processInfo.environment["SAGA_JOURNAL_SIZE"] else {
                return JournalConfiguration()
            }
            guard let bytes = ByteCount(argument: text)?.bytes, bytes >= 1 << 20 else {
                throw ValidationError(
                    "SAGA_JOURNAL_SIZE '\(Terminal.safe(text))' is no size of at least 1MiB; "
                        + "write for example 64GiB")
            }
            return JournalConfiguration(capacityBytes: bytes)
        }
    }
}

/// A number of bytes as people write it: `64MiB`.
struct ByteCount {
    let bytes: Int

    init?(argument: String) {
        let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1)]
        for (unit, factor) in units where argument.hasSuffix(unit) {
            guard let number = Int(argument.dropLast(unit.count)), number >= 0 else { return nil }
            let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            self.bytes = bytes
            return
        }
        return nil
    }
}
