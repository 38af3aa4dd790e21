internal import Crypto
internal import Foundation

/// A job and a key in one, as bytes: what a journal accepts once.
///
/// Bytes, because Swift compares text by Unicode equivalence and stores compare bytes. The length
/// of the job comes first, so that no two pairs give the same bytes.
package struct SubmissionKey: Hashable, Sendable {
    /// Between 1 and 511 bytes, which is what LMDB takes as a key.
    package let bytes: [UInt8]

    /// What is longer is cut, and made unique by a hash of the whole.
    private static let longest = 510

    /// Puts a job and a key together.
    package init(job: String, key: String) {
        var writer = EntryWriter(capacity: 64)
        writer.string(job)
        writer.raw(key.utf8)
        if writer.bytes.count <= Self.longest {
            bytes = writer.bytes
        } else {
            // One byte more than any key that is not cut.
            let digest = Array(SHA256.hash(data: writer.bytes))
            bytes = writer.bytes.prefix(Self.longest + 1 - digest.count) + digest
        }
    }
}
