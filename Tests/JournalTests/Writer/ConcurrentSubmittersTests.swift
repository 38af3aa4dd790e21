import Dispatch
import Journal
import SagaTesting
import Synchronization
import Testing

/// Threads that meet in one writer: what the thread sanitizer looks for races in.
struct ConcurrentSubmittersTests {
    private static let threads = 4
    private static let each = 100

    private final class Tickets: Sendable {
        let list = Mutex<[JournalTicket]>([])
    }

    @Test("submitters at once each get what they wrote, while others read the figures")
    func submittersAtOnce() async throws {
        let memory = MemoryJournal()
        let writer = JournalWriter(store: memory) { error in
            Issue.record("the journal failed: \(error)")
        }
        writer.start()
        let tickets = Tickets()
        await offPool {
            // Threads of their own, for the pool may have but one.
            DispatchQueue.concurrentPerform(iterations: Self.threads) { thread in
                for number in 0..<Self.each {
                    let saga = UInt64(thread * Self.each + number + 1)
                    let ticket = writer.enqueue([History(saga).accept])
                    tickets.list.withLock { $0.append(ticket) }
                    _ = writer.statistics
                }
            }
        }
        let all = tickets.list.withLock { $0 }
        for ticket in all { try await ticket.durable() }
        await offPool { writer.close() }
        #expect(all.count == Self.threads * Self.each)
        #expect(writer.statistics.entries == Self.threads * Self.each)
    }
}
