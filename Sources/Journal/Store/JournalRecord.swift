/// The stored form of what is no saga: version, payload, and a checksum of the name and both.
///
/// The name is in the checksum, so that a record under another's name is noticed.
package enum JournalRecord {
    private static let version: UInt8 = 1

    /// The stored form of a record.
    package static func encode(_ payload: [UInt8], name: String) -> [UInt8] {
        var writer = EntryWriter(capacity: payload.count + 5)
        writer.byte(version)
        writer.raw(payload)
        writer.fixed(checksum(of: writer.bytes[...], Array(name.utf8)))
        return writer.bytes
    }

    /// Reads a record back.
    ///
    /// - Throws: ``JournalError``, `damaged` if it is not what was written under this name.
    package static func decode(
        _ bytes: [UInt8], key: [UInt8]
    ) throws(JournalError) -> (name: String, bytes: [UInt8]) {
        guard let name = String(validating: key, as: UTF8.self) else {
            throw damaged("(\(key.count) bytes)", "its name is not UTF-8")
        }
        guard bytes.count >= 5 else { throw damaged(name, "it is too short") }
        guard bytes[0] == version else {
            throw JournalError(
                .unknownFormat,
                "the record '\(name)' has format \(bytes[0]), this version knows \(version); "
                    + "use the version that wrote the journal, or a newer one")
        }
        let end = bytes.count - 4
        var tail = EntryReader(Array(bytes[end...]), upTo: 4)
        guard try tail.fixed32() == checksum(of: bytes[..<end], key) else {
            throw damaged(name, "its checksum is wrong")
        }
        return (name, Array(bytes[1..<end]))
    }

    private static func checksum(of bytes: ArraySlice<UInt8>, _ name: [UInt8]) -> UInt32 {
        let all = name + bytes
        return CRC32C.checksum(of: all, upTo: all.count)
    }

    private static func damaged(_ name: String, _ what: String) -> JournalError {
        JournalError(
            .damaged,
            "the record '\(name)' cannot be read: \(what); restore the journal from a backup")
    }
}
