internal import Steps

extension JournalTables {
    static let sagaKeyLength = 16
    static let entryKeyLength = 20

    static func entryKey(_ saga: SagaID, _ sequence: Int) -> [UInt8] {
        var writer = EntryWriter(capacity: entryKeyLength)
        writer.entryKey(saga, sequence)
        return writer.bytes
    }

    static func phaseKey(_ phase: SagaPhase, _ saga: SagaID) -> [UInt8] {
        var writer = EntryWriter(capacity: sagaKeyLength + 1)
        writer.byte(phase.rawValue)
        writer.saga(saga)
        return writer.bytes
    }

    static func queueKey(_ lane: [UInt8], _ saga: SagaID) -> [UInt8] {
        lane + sagaKey(saga)
    }

    static func deferredKey(_ due: [UInt8], _ saga: SagaID) -> [UInt8] {
        due + sagaKey(saga)
    }

    /// With the sign turned over, moments before 1970 come before those after it.
    static func dueKey(_ due: Timestamp) -> [UInt8] {
        BigEndian.bytes(UInt64(bitPattern: due.rawValue) ^ 1 << 63)
    }

    static func due(fromKey key: some Collection<UInt8>) -> Timestamp {
        let number = key.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        return Timestamp(rawValue: Int64(bitPattern: number ^ 1 << 63))
    }

    static func sagaKey(_ saga: SagaID) -> [UInt8] {
        var writer = EntryWriter(capacity: sagaKeyLength)
        writer.saga(saga)
        return writer.bytes
    }

    static func saga(fromKey key: some Collection<UInt8>) -> SagaID {
        let numbers = key.prefix(16)
        return SagaID(
            microseconds: numbers.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            random: numbers.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}

extension EntryWriter {
    /// Writes the key of an entry.
    mutating func entryKey(_ saga: SagaID, _ sequence: Int) {
        self.saga(saga)
        fixed(UInt32(sequence))
    }
}
