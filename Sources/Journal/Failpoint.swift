internal import Foundation
internal import Synchronization

/// Named places at which a debug build can be made to die, so that tests can stop it there.
///
/// `SAGA_FAILPOINT=journal.beforeCommit:17` kills the process with SIGKILL at the 17th time that
/// the place is reached. In release builds this is nothing.
public enum Failpoint {
    /// The places that exist.
    public static let names = [
        "journal.beforeCommit", "journal.afterCommit", "archive.beforeCommit",
        "archive.afterCommit", "archive.afterRemove",
    ]

    #if DEBUG
        private static let armed: (name: String, count: Int)? = {
            let environment = ProcessInfo.processInfo.environment
            guard let text = environment["SAGA_FAILPOINT"], !text.isEmpty else { return nil }
            let parts = text.split(separator: ":")
            guard parts.count == 2, let count = Int(parts[1]), count > 0,
                names.contains(String(parts[0]))
            else {
                let message =
                    "SAGA_FAILPOINT '\(text)' is not of the form NAME:COUNT; names are "
                    + names.joined(separator: ", ") + "\n"
                FileHandle.standardError.write(Data(message.utf8))
                exit(2)
            }
            return (String(parts[0]), count)
        }()
        private static let hits = Mutex(0)
    #endif

    /// Says that a place is reached.
    static func hit(_ name: StaticString) {
        #if DEBUG
            guard let armed, armed.name == name.description else { return }
            let isDue = hits.withLock { hits in
                hits += 1
                return hits == armed.count
            }
            if isDue { kill(getpid(), SIGKILL) }
        #endif
    }
}
