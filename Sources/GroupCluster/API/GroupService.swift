import Logging
import NIOCore

/// Serves the group routes: effect, fault and ledger.
struct GroupService: Sendable {
    let store: GroupStore
    let honorsTimestamp: Bool
    let logger: Logger

    /// Performs the call at the node and returns what is answered.
    ///
    /// - Parameter eventLoop: where a late request waits; it is no task, so it is done even when
    ///   its connection is closed meanwhile.
    /// - Throws: ``ClosedWithoutReply`` if the reply is dropped.
    func reply(
        to call: GroupCall, at node: Node, on eventLoop: any EventLoop
    ) async throws -> Reply {
        let fault = node.control.nextFault()
        let outcome = try await store.write { db in
            try node.tables.perform(call, fault: fault, in: db)
        }
        if fault?.kind == .late {
            eventLoop.scheduleTask(in: TimeAmount(Fault.lateness)) {
                performLate(call, seq: outcome.seq, at: node)
            }
        }
        guard var reply = outcome.reply else { throw ClosedWithoutReply() }
        if !honorsTimestamp { reply.timestamp = nil }
        return reply
    }

    private func performLate(_ call: GroupCall, seq: Int64, at node: Node) {
        store.write { db in
            try node.tables.performLate(call, seq: seq, in: db)
        } onFailure: { error in
            logger.error("A late request was not applied: \(error)")
        }
    }
}
