import Journal
import Synchronization

/// The first failure that a thread of the product tells of.
final class FailureBox: Sendable {
    private let first = Mutex<JournalError?>(nil)

    var error: JournalError? { first.withLock { $0 } }

    func set(_ error: JournalError) {
        first.withLock { if $0 == nil { $0 = error } }
    }
}
