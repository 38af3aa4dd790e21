internal import Glibc

/// The file of an environment, read page by page without LMDB.
///
/// LMDB trusts its file: a wrong offset in it ends the process by a signal, or keeps it busy for
/// ever. Here every number is checked before it is used, so a damaged file gives what is whole in
/// it, and words for what is not.
package final class PageFile {
    /// The only size that environments are made with here: that of the system's pages.
    package static let pageSize = 4_096
    /// Pages that are kept in memory: 32 MiB of them.
    private static let cached = 8_192

    /// Pages that the file has, the last one perhaps cut short.
    package let pageCount: Int
    private let descriptor: Int32
    private var pages: [Int: [UInt8]] = [:]

    /// Opens the file; blocks, as all calls do.
    ///
    /// - Throws: ``LMDBError`` if there is none, or it may not be read.
    package init(path: String) throws(LMDBError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LMDBError(errno, "opening \(path)") }
        let size = lseek(descriptor, 0, SEEK_END)
        pageCount = (max(0, Int(size)) + Self.pageSize - 1) / Self.pageSize
    }

    deinit {
        close(descriptor)
    }

    /// The bytes of a page as they stand.
    ///
    /// - Parameter isKept: whether they are kept in memory for the next call; so a page that may
    ///   change meanwhile must not be.
    package func bytes(_ number: Int, isKept: Bool = true) throws(PageFault) -> [UInt8] {
        if let known = pages[number] { return known }
        guard number >= 0, number < pageCount else {
            throw PageFault(number, "it lies behind the end of the file")
        }
        var bytes = [UInt8](repeating: 0, count: Self.pageSize)
        var filled = 0
        while filled < Self.pageSize {
            let offset = number * Self.pageSize + filled
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + filled },
                    Self.pageSize - filled, offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw PageFault(number, "it cannot be read: \(LMDBError(errno, "reading"))")
            }
            guard count > 0 else { throw PageFault(number, "the file ends in it") }
            filled += count
        }
        if isKept {
            if pages.count >= Self.cached { pages = [:] }
            pages[number] = bytes
        }
        return bytes
    }
}
