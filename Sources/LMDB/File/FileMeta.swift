/// One of the two pages from which everything in the file is found; commits write them in turn.
package struct FileMeta: Hashable, Sendable {
    /// Where it stands behind the head of its page.
    private static let start = 16
    private static let magic = 0xBEEF_C0DE
    private static let version = 1
    private static let metaPage = 8
    /// Keys of the list of free pages are numbers.
    private static let integerKeys = 8
    /// What the address space of a process holds.
    private static let largestMap = 1 << 47

    /// The number of the commit that wrote it.
    package let transaction: UInt64
    /// The list of free pages.
    let free: TreeRecord
    /// The list of tables.
    let main: TreeRecord
    /// The highest page in use.
    let lastPage: Int

    /// Reads a meta page.
    ///
    /// - Throws: ``PageFault`` if LMDB did not write it.
    init(page: Int, of file: PageFile) throws(PageFault) {
        let bytes = try file.bytes(page, isKept: false)
        func number(_ offset: Int) -> Int { LittleEndian.number32(bytes, Self.start + offset) }
        guard LittleEndian.number64(bytes, 0) == UInt64(page),
            LittleEndian.number16(bytes, 10) == Self.metaPage, number(0) == Self.magic
        else { throw PageFault(page, "it is no meta page of LMDB") }
        guard number(4) == Self.version else {
            throw PageFault(page, "LMDB's format \(number(4)) is not known")
        }
        guard let free = TreeRecord(bytes, at: Self.start + 24),
            let main = TreeRecord(bytes, at: Self.start + 72),
            let lastPage = LittleEndian.count(bytes, Self.start + 120),
            let mapSize = LittleEndian.count(bytes, Self.start + 16)
        else { throw PageFault(page, "its numbers cannot be") }
        guard free.padding == PageFile.pageSize, free.flags == Self.integerKeys,
            main.padding == 0, main.flags == 0
        else { throw PageFault(page, "its settings are not those of a journal") }
        guard mapSize % PageFile.pageSize == 0, mapSize <= Self.largestMap,
            lastPage < mapSize / PageFile.pageSize
        else {
            throw PageFault(page, "its size cannot be")
        }
        let transaction = LittleEndian.number64(bytes, Self.start + 128)
        // The first commit writes page 1; before it, both say 0.
        guard transaction == 0 || transaction % 2 == UInt64(page) else {
            throw PageFault(page, "its commit wrote the other one")
        }
        self.free = free
        self.main = main
        self.lastPage = lastPage
        self.transaction = transaction
    }

    /// Both meta pages, the newer first, as far as they are whole, and what is wrong with them.
    package static func both(of file: PageFile) -> (metas: [FileMeta], faults: [PageFault]) {
        var metas: [FileMeta] = []
        var faults: [PageFault] = []
        for page in 0..<2 {
            do throws(PageFault) {
                metas.append(try FileMeta(page: page, of: file))
            } catch {
                faults.append(error)
            }
        }
        metas.sort { $0.transaction > $1.transaction }
        if metas.count == 2, metas[0].transaction - metas[1].transaction > 1 {
            faults.append(
                PageFault(
                    Int(metas[0].transaction % 2),
                    "the meta pages are of commits \(metas[0].transaction) and "
                        + "\(metas[1].transaction), which do not follow each other"))
        }
        return (metas, faults)
    }
}
