internal import Crypto
internal import Foundation

extension EntryHash {
    /// The hash of an encoded entry.
    public init(of bytes: [UInt8]) {
        var hasher = SHA256()
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        // Not byte by byte: a digest is copied to be iterated over, and this runs for every entry.
        self = hasher.finalize().withUnsafeBytes { digest in
            EntryHash(
                high: UInt64(bigEndian: digest.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
    }
}
