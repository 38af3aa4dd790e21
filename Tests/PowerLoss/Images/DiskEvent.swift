/// Something that a program did to the files below one directory, or said.
///
/// Paths are below that directory; the directory itself is the empty path. Files are told apart by
/// the number of their inode, which a name leads to at the moment it is opened.
package enum DiskEvent: Sendable {
    case opened(path: String, inode: UInt64, Opening)
    /// - Parameter sync: for a write through an `O_DSYNC` descriptor, the sync that is its own.
    case wrote(inode: UInt64, offset: Int, bytes: ArraySlice<UInt8>, sync: UInt64?)
    /// The file has another length.
    case cut(inode: UInt64, length: Int)
    case syncBegan(call: String, inode: UInt64, sync: UInt64)
    /// - Parameter error: the `errno`; 0 if all that was written before the sync began is durable.
    case syncEnded(sync: UInt64, error: Int)
    case renamed(from: String, to: String)
    case linked(from: String, to: String)
    case unlinked(path: String)
    case madeDirectory(path: String, inode: UInt64)
    case removedDirectory(path: String)
    /// The program wrote to its descriptor of marks: an acknowledgement, say.
    case marked(bytes: ArraySlice<UInt8>)
    /// A fault was injected here.
    case failed(path: String, what: String)

    /// What else happened when a file was opened.
    package struct Opening: OptionSet, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// It had not been there.
        package static let created = Opening(rawValue: 1)
        /// It was emptied.
        package static let emptied = Opening(rawValue: 2)
        /// It is a directory.
        package static let directory = Opening(rawValue: 4)
    }
}
