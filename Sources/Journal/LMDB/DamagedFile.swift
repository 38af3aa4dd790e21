internal import LMDB

/// A journal's file that is damaged while it is read.
public enum DamagedFile {
    /// Lets the process end with words and status 7 where reading the file raises SIGBUS: LMDB maps
    /// it, and trusts it.
    ///
    /// For programs whose memory maps are the journal's alone.
    public static func endsProcessWithWords() {
        DamagedMap.watch()
    }
}
