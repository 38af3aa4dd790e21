internal import LMDB

/// The tables of a journal, as far as they can be found in its file.
struct JournalPages {
    let entries: PageTree?
    let phases: PageTree?
    let queue: PageTree?
    let deferred: PageTree?
    let keys: PageTree?
    let definitions: PageTree?
    let records: PageTree?
    let meta: PageTree?
    /// What is wrong in the list of tables.
    private(set) var findings: [JournalFinding] = []

    /// - Parameter seen: gets the pages of the list of tables.
    /// - Throws: ``JournalError/Code/unknownFormat`` if this is no journal, or of another version.
    init(_ view: FileView, directory: String, seen: inout PageSet) throws(JournalError) {
        let (tables, faults) = view.tables(seen: &seen)
        var named: [String: PageTree] = [:]
        for (name, tree) in tables {
            let name = String(decoding: name, as: UTF8.self)
            named[name] = tree
            if !JournalTables.names.contains(name) {
                findings.append(
                    JournalFinding(saga: nil, place: "table \(name)", what: "no journal has it"))
            }
        }
        findings += faults.map { JournalFinding($0, table: nil) }
        for name in JournalTables.names where named[name] == nil {
            findings.append(
                JournalFinding(saga: nil, place: "table \(name)", what: "it is missing"))
        }
        meta = named["meta"]
        try Self.checkFormat(
            meta?.value(JournalTables.Meta.version), directory,
            isJournal: !faults.isEmpty || named.keys.contains(where: JournalTables.names.contains))
        entries = named["entries"]
        phases = named["phases"]
        queue = named["queue"]
        deferred = named["deferred"]
        keys = named["keys"]
        definitions = named["definitions"]
        records = named["records"]
    }

    private static func checkFormat(
        _ version: [UInt8]?, _ directory: String, isJournal: Bool
    ) throws(JournalError) {
        guard isJournal else { throw JournalTables.noJournal(directory) }
        // A record that is lost is found on the way; one that is there is believed.
        guard let version else { return }
        try JournalTables.check(version, directory)
    }
}

extension JournalFinding {
    /// Something wrong with a page, in the words of people.
    init(_ fault: TreeFault, table: String?) {
        let table = table.map { "table \($0)" } ?? "list of tables"
        let place = fault.page.map { "\(table), page \($0)" } ?? table
        self.init(saga: nil, place: place, what: fault.what)
    }

    init(_ fault: PageFault) {
        self.init(saga: nil, place: "page \(fault.page)", what: fault.what)
    }
}
