internal import Foundation

/// The right to write a journal: an exclusive lock on a file in its directory.
///
/// The system gives it back when the process ends, however it ends.
final class OwnerLock: Sendable {
    private static let fileName = "owner.lock"

    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``JournalError/Code/inUse`` with the owner's process id if another holds it.
    init(directory: String) throws(JournalError) {
        let path = directory + "/" + Self.fileName
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalError(
                .notPermitted,
                "the journal's lock \(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.owner(in: path)
            close(descriptor)
            throw JournalError(
                .inUse,
                "the journal \(directory) is in use by process \(owner), which runs its sagas: "
                    + "'submit --detach' hands it more; else wait for it to end, or name another "
                    + "journal with --journal")
        }
        let text = "\(getpid())\n"
        _ = ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    deinit {
        close(descriptor)
    }

    private static func owner(in path: String) -> String {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let pid = text.prefix { $0.isNumber }
        return pid.isEmpty ? "(unknown)" : String(pid)
    }
}
