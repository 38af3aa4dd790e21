internal import LMDB
internal import Steps

/// A walk over all tables of a journal's file, and a comparison of each with the others.
struct JournalCheck {
    /// What the archive is compared with.
    struct Known {
        var entries: Int
        var lastHash: EntryHash
    }

    let pages: JournalPages
    private let view: FileView
    /// Pages that something leads to.
    var seen: PageSet
    var report = JournalReport()
    /// The sagas whose histories are whole.
    private(set) var known: [SagaID: Known] = [:]
    /// Sagas that have entries.
    var listed: Set<SagaID> = []
    /// How many marks, keys and places the sagas with whole histories have.
    var places: [SagaPhase: Int] = [:]
    private var definitions: Set<[UInt8]> = []

    init(_ snapshot: JournalSnapshot, _ view: FileView, directory: String) throws(JournalError) {
        self.view = view
        seen = PageSet(pageCount: snapshot.file.pageCount)
        // The meta pages.
        _ = seen.insert(0)
        _ = seen.insert(1)
        report.findings = snapshot.faults.map { JournalFinding($0) }
        pages = try JournalPages(view, directory: directory, seen: &seen)
        report.findings += pages.findings
    }

    mutating func run() {
        checkDefinitions()
        checkEntries()
        checkPhases()
        checkKeys()
        checkQueue()
        checkDeferred()
        checkRecords()
        checkMeta()
        for fault in view.checkFree(used: &seen) {
            report.findings.append(JournalFinding(fault, table: "(free pages)"))
        }
    }

    mutating func find(_ saga: SagaID?, _ what: String, at place: String? = nil) {
        report.findings.append(JournalFinding(saga: saga, place: place, what: what))
    }

    /// Reads a table to its end.
    ///
    /// - Returns: whether it is as it was written, as far as its pages tell.
    @discardableResult
    mutating func walk(
        _ tree: PageTree?, _ name: String, _ entry: (_ key: [UInt8], _ value: [UInt8]) -> Void
    ) -> [TreeFault] {
        var faults: [TreeFault] = []
        tree?.walk(seen: &seen, entry: entry, fault: { faults.append($0) })
        report.findings += faults.map { JournalFinding($0, table: name) }
        return faults
    }

    private mutating func checkDefinitions() {
        var wrong: [[UInt8]] = []
        var whole: Set<[UInt8]> = []
        walk(pages.definitions, "definitions") { hash, json in
            if ContentHash(of: json).bytes == hash {
                whole.insert(hash)
            } else {
                wrong.append(hash)
            }
        }
        for hash in wrong {
            let name = ContentHash(bytes: hash)?.description ?? "of \(hash.count) bytes"
            find(nil, "the definition with hash \(name) has another hash", at: "table definitions")
        }
        definitions = whole
    }

    /// One saga at a time, so that the walk needs no more memory than the longest history.
    private mutating func checkEntries() {
        var group: [EncodedEntry] = []
        var faults: [TreeFault] = []
        // Out of self, which what follows changes in between.
        var seen = PageSet(pageCount: 0)
        swap(&seen, &self.seen)
        pages.entries?.walk(
            seen: &seen,
            entry: { key, bytes in
                report.entries += 1
                let saga = JournalTables.saga(fromKey: key)
                guard key.count == JournalTables.entryKeyLength else {
                    return find(saga, "an entry of it stands under no entry's key")
                }
                if group.first?.saga != saga { check(&group) }
                let sequence = Int(BigEndian.number(key.suffix(4)))
                group.append(EncodedEntry(saga: saga, sequence: sequence, bytes: bytes))
            }, fault: { faults.append($0) })
        check(&group)
        swap(&seen, &self.seen)
        report.findings += faults.map { fault in
            var finding = JournalFinding(fault, table: "entries")
            finding.what += Self.stretch(from: fault.lower, to: fault.upper)
            return finding
        }
        report.sagas = listed.count
        for fault in faults { findTail(at: fault) }
    }

    /// Which sagas stood there, where nothing else names them.
    private static func stretch(from lower: [UInt8]?, to upper: [UInt8]?) -> String {
        guard lower != nil || upper != nil else { return "" }
        let first = lower.map { "from \(JournalTables.saga(fromKey: $0)) " } ?? ""
        let end = upper.map { "to \(JournalTables.saga(fromKey: $0))" } ?? "on"
        return "; sagas \(first)\(end) stood there"
    }

    /// Looks at one saga's entries, and forgets them.
    private mutating func check(_ group: inout [EncodedEntry]) {
        guard let saga = group.first?.saga else { return }
        listed.insert(saga)
        do throws(JournalError) {
            check(try SagaCheck(group))
        } catch {
            find(saga, error.message)
        }
        group = []
    }

    /// A saga whose newest entries stood on a page that is lost looks like one that stands still.
    private mutating func findTail(at fault: TreeFault) {
        guard let key = fault.lower, key.count >= JournalTables.entryKeyLength else {
            report.areTailsInDoubt = true
            // What follows may still be whole; what came before it is gone.
            guard fault.upper == nil else { return }
            let active = places[.active] ?? 0
            let what = "newest entries of some of the \(active) active sagas may be lost with it"
            return find(nil, what, at: "table entries")
        }
        let saga = JournalTables.saga(fromKey: key)
        let sequence = BigEndian.number(key.dropFirst(JournalTables.sagaKeyLength).prefix(4))
        let page = fault.page.map { "page \($0)" } ?? "a page"
        find(saga, "its entries from \(sequence) on stood on \(page), which is damaged")
    }

    private mutating func check(_ saga: SagaCheck) {
        let id = saga.summary.id
        known[id] = Known(entries: saga.count, lastHash: saga.lastHash)
        if let place = pages.phases?.value(JournalTables.phaseKey(saga.phase, id)) {
            places[saga.phase, default: 0] += 1
            if place != saga.place {
                find(id, "its mark as \(saga.phase) does not lead to where it belongs")
            }
        } else {
            find(id, "it is not marked as \(saga.phase), as its history says")
        }
        checkPlace(of: saga)
        if pages.keys?.value(saga.submission) != JournalTables.sagaKey(id) {
            find(id, "its submission key does not lead to it")
        }
        for definition in saga.definitions where !definitions.contains(definition.bytes) {
            find(id, "its definition \(definition) is missing")
        }
    }
}
