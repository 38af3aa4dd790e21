public import Steps

/// What is whole of a saga's history.
public struct RescuedSaga: Sendable {
    /// The saga.
    public var id: SagaID
    /// Its entries from the first, unchanged and without gaps.
    public var entries: [DecodedEntry]
    /// Why there may be more; `nil` if this is all.
    public var loss: String?
    /// The stored forms of ``entries``.
    var stored: [EncodedEntry]

    init(id: SagaID, stored: [EncodedEntry], loss: String?) {
        self.id = id
        // What the chain does not hold together is not believed.
        var whole: [DecodedEntry] = []
        for encoded in stored {
            guard let decoded = try? EntryCodec.decode(encoded.bytes),
                decoded.entry.saga == id, decoded.entry.sequence == whole.count + 1,
                decoded.previous == whole.last?.hash ?? .none
            else { break }
            whole.append(decoded)
        }
        entries = whole
        self.stored = Array(stored.prefix(whole.count))
        self.loss = loss
    }
}
