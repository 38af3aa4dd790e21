internal import LMDB
internal import Steps

/// What a journal gave to its archive.
struct ArchivedSagas {
    /// How many sagas.
    var count: Int
    /// The last of them; `nil` if there was none, or it is not known.
    var last: SagaID?
}

extension SQLiteArchive {
    /// Opens the archive of a journal that this process owns, or makes it; blocks.
    ///
    /// An archive that is newer than its journal has ids that the journal would give again, with a
    /// clock that was set back: it is told of them.
    ///
    /// - Parameter onUpgrade: as of ``open(directory:onUpgrade:)``.
    /// - Throws: ``JournalError``, `damaged` if it has lost sagas that the journal gave it: their
    ///   submission keys would be taken for new ones, and all that they did done again.
    public static func open(
        directory: String, of journal: LMDBJournal, onUpgrade: (_ sagas: Int) -> Void = { _ in }
    ) throws(JournalError) -> SQLiteArchive {
        let given = try journal.reader().archived()
        if given.count > 0 {
            // Before it is made: an empty archive would hide that there was another.
            let found = try SQLiteArchiveReader.open(directory: directory)
            let isThere =
                if let last = given.last {
                    try found.entries(of: last) != nil
                } else {
                    try found.sagas(matching: SagaFilter(), before: nil, limit: 1).isEmpty == false
                }
            guard isThere else {
                throw JournalError(
                    .damaged,
                    "the archive \(directory)/\(fileName) does not have the sagas that it took "
                        + "over (\(given.count)): it is lost, or an old copy. Their keys would be "
                        + "accepted again, and all that they did done again. Put it back, or "
                        + "restore a backup; if nothing can be found, 'sagactl journal accept-loss'"
                )
            }
        }
        let archive = try open(directory: directory, onUpgrade: onUpgrade)
        if let newest = try archive.newest() { try journal.raiseHighest(to: newest) }
        return archive
    }
}

extension LMDBJournalReader {
    /// What the archive took over, by what the journal knows.
    func archived() throws(JournalError) -> ArchivedSagas {
        let count = try value(JournalTables.Meta.removed, in: tables.meta)
        let last = try value(JournalTables.Meta.archived, in: tables.meta)
        return ArchivedSagas(
            count: count.flatMap { Int(exactly: BigEndian.number($0)) } ?? 0,
            last: last.map { JournalTables.saga(fromKey: $0) })
    }
}

extension LMDBJournal {
    /// How many sagas the archive took over; blocks.
    public func archivedCount() throws(JournalError) -> Int {
        try reader().archived().count
    }

    /// Takes a saga of the archive for the highest ever accepted, unless a higher one is known.
    fileprivate func raiseHighest(to saga: SagaID) throws(JournalError) {
        let reader = try reader()
        if let highest = try reader.highestSagaID(), highest >= saga { return }
        try LMDBFailure.translated {
            try reader.environment.write { transaction in
                try transaction.put(
                    JournalTables.Meta.highest, JournalTables.sagaKey(saga), in: reader.tables.meta)
            }
        }
    }

    /// Goes by what the archive holds from now on, instead of what it was given; blocks.
    ///
    /// - Parameter archived: how many sagas the archive has.
    /// - Returns: how many it was given before.
    public func acceptLoss(archived: Int) throws(JournalError) -> Int {
        let reader = try reader()
        let before = try reader.archived()
        try LMDBFailure.translated {
            try reader.environment.write { transaction in
                let meta = reader.tables.meta
                try transaction.put(
                    JournalTables.Meta.removed, BigEndian.bytes(UInt64(archived)), in: meta)
                try transaction.remove(JournalTables.Meta.archived, from: meta)
            }
        }
        return before.count
    }
}
