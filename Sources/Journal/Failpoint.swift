internal import Foundation
internal import Synchronization

/// Named places at which a debug build can be made to die, so that tests can stop it there.
///
/// `SAGA_FAILPOINT=journal.beforeCommit:17` kills the process with SIGKILL at the 17th time that
/// the place is reached, `journal.beforeCommit:*` never. `SAGA_FAILPOINT_LOG` names a file to which
/// each place that is reached is added as a line. In release builds this is nothing.
public enum Failpoint {
    /// The places that exist.
    public static let names =
        journal + archive + recovery + submissions + calls + sagas + children + operators
        + schedules + ends

    private static let journal = [
        "journal.beforeRename", "journal.afterRename", "journal.locked", "journal.opened",
        "journal.beforeCommit", "journal.afterCommit",
    ]
    private static let archive = [
        "archive.beforeSchema", "archive.opened", "archive.beforeCommit", "archive.afterCommit",
        "archive.afterRemove",
    ]
    private static let recovery = [
        "recovery.definition", "recovery.loaded", "recovery.resumed", "recovery.done",
    ]
    private static let submissions = [
        "submission.beforeEnqueue", "submission.enqueued", "submission.durable",
        "submission.acknowledged",
    ]
    private static let calls = ["before", "action", "probe", "compensation"].flatMap { kind in
        ["begun", "beforeSend", "afterReply", "ended"].map { "\(kind).\($0)" }
    }
    /// What was decided, and stands in line for the disk; then what is durable, and told.
    private static let sagas = [
        "saga.running", "saga.compensating", "saga.completed", "saga.compensated", "saga.parked",
        "conclusion.durable", "conclusion.told", "timer.due", "signal.asked",
    ]
    private static let children = ["child.enqueued", "child.durable", "child.ended"]
    private static let operators = [
        "operator.enqueued", "operator.durable", "operator.takenUp", "migration.beforeCommit",
        "migration.afterCommit",
    ]
    private static let schedules = [
        "schedule.changed", "schedule.enqueued", "schedule.durable",
    ]
    private static let ends = [
        "stop.begun", "stop.archived", "stop.closed", "report.beforePrint", "report.printed",
    ]

    #if DEBUG
        /// What the environment asks for.
        private struct Armed {
            var name: String?
            /// Never, if there is none.
            var count: Int?
            /// Where places are noted as they are reached.
            var log: Int32?
        }

        private static let armed: Armed? = {
            let environment = ProcessInfo.processInfo.environment
            var armed = Armed()
            if let text = environment["SAGA_FAILPOINT"], !text.isEmpty {
                let parts = text.split(separator: ":").map(String.init)
                let count = parts.count == 2 ? Int(parts[1]) : nil
                guard parts.count == 2, names.contains(parts[0]),
                    parts[1] == "*" || count ?? 0 > 0
                else {
                    leave(
                        "SAGA_FAILPOINT '\(text)' is not of the form NAME:COUNT or NAME:*; names "
                            + "are " + names.joined(separator: ", "))
                }
                (armed.name, armed.count) = (parts[0], count)
            }
            if let path = environment["SAGA_FAILPOINT_LOG"], !path.isEmpty {
                armed.log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
                if armed.log == -1 { leave("SAGA_FAILPOINT_LOG '\(path)' cannot be opened") }
            }
            return armed.name == nil && armed.log == nil ? nil : armed
        }()
        private static let hits = Mutex(0)

        private static func leave(_ message: String) -> Never {
            FileHandle.standardError.write(Data((message + "\n").utf8))
            exit(2)
        }
    #endif

    /// Ends the process with status 2 if the environment names a place that there is not.
    ///
    /// Called at the start: a test with a misspelt name would pass because nothing was killed.
    public static func validate() {
        #if DEBUG
            _ = armed
        #endif
    }

    /// Says that a place is reached.
    package static func hit(_ name: @autoclosure () -> String) {
        #if DEBUG
            guard let armed else { return }
            let name = name()
            precondition(names.contains(name), "\(name) is not among the names of failpoints")
            // One write a line: what is written survives the process.
            if let log = armed.log { _ = (name + "\n").withCString { write(log, $0, strlen($0)) } }
            guard armed.name == name, let count = armed.count else { return }
            let isDue = hits.withLock { hits in
                hits += 1
                return hits == count
            }
            if isDue { kill(getpid(), SIGKILL) }
        #endif
    }
}
