import Foundation
import Synchronization

/// Runs what blocks, many times at the same moment, each time on a thread of its own.
enum AtOnce {
    /// Runs the body and returns the errors that it threw.
    static func run(
        _ count: Int, _ body: @escaping @Sendable () throws -> Void
    ) async -> [String] {
        let errors = Mutex<[String]>([])
        let isOpen = Atomic(false)
        let group = DispatchGroup()
        for _ in 0..<count {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                while !isOpen.load(ordering: .acquiring) { sched_yield() }
                do {
                    try body()
                } catch {
                    errors.withLock { $0.append("\(error)") }
                }
            }
        }
        isOpen.store(true, ordering: .releasing)
        await withCheckedContinuation { continuation in
            group.notify(queue: .global()) { continuation.resume() }
        }
        return errors.withLock { $0 }
    }
}
