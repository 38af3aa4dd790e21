internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs recursive work of others' making on a stack that is known to suffice.
///
/// Yams composes by recursion, to the 1,000 levels that libyaml allows, which takes more than
/// the 512 KiB of some threads; a scan could not tell such nesting from brackets in quotes.
enum DeepStack {
    private static let bytes = 8 << 20

    /// The result of the work; the caller waits for it.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) -> Result {
        let slot = Slot<Result>()
        let isDone = DispatchSemaphore(value: 0)
        let thread = Thread {
            slot.value.withLock { $0 = work() }
            isDone.signal()
        }
        thread.stackSize = bytes
        thread.start()
        isDone.wait()
        guard let result = slot.value.withLock({ $0 }) else {
            preconditionFailure("the thread signals after it has stored the result")
        }
        return result
    }

    private final class Slot<Result: Sendable>: Sendable {
        let value = Mutex<Result?>(nil)
    }
}
