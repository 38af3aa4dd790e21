package import Steps

/// A saga's entries as one column: each encoded entry behind its length, four bytes big-endian.
package enum EntriesBlob {
    package static func encode(_ entries: [EncodedEntry]) -> [UInt8] {
        var blob: [UInt8] = []
        blob.reserveCapacity(entries.reduce(0) { $0 + $1.bytes.count + 4 })
        for entry in entries {
            let length = UInt32(entry.bytes.count)
            for shift in stride(from: 24, through: 0, by: -8) {
                blob.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
            }
            blob += entry.bytes
        }
        return blob
    }

    package static func decode(_ blob: [UInt8], of saga: SagaID) throws(JournalError)
        -> [EncodedEntry]
    {
        var entries: [EncodedEntry] = []
        var rest = blob[...]
        while !rest.isEmpty {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 4, length <= rest.count - 4 else {
                throw JournalError(.damaged, "saga \(saga): its archived entries are cut short")
            }
            let bytes = Array(rest.dropFirst(4).prefix(length))
            entries.append(EncodedEntry(saga: saga, sequence: entries.count + 1, bytes: bytes))
            rest = rest.dropFirst(4 + length)
        }
        return entries
    }
}
