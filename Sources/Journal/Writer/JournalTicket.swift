public import Steps

/// The promise that some writes become durable; waiting for it is what acknowledges them.
public struct JournalTicket: Sendable {
    let writer: JournalWriter
    /// The place of the writes in the order of all.
    let position: Int

    /// Returns when the writes are durable.
    ///
    /// - Throws: ``JournalError`` if they never will be: the process must end.
    public func durable() async throws(JournalError) {
        _ = try await writer.wait(for: self)
    }

    /// Returns when the accepted sagas among the writes are durable.
    ///
    /// - Returns: those that were refused because their job had their key: the refused saga, and
    ///   the one accepted before.
    /// - Throws: ``JournalError``; `full` if nothing of the ticket was applied for lack of room.
    public func accepted() async throws(JournalError) -> [SagaID: SagaID] {
        try await writer.wait(for: self)
    }
}
