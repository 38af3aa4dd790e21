internal import Steps

extension JournalTables {
    static let sagaKeyLength = 16
    static let entryKeyLength = 20

    static func entryKey(_ saga: SagaID, _ sequence: Int) -> [UInt8] {
        sagaKey(saga) + BigEndian.bytes(UInt32(sequence))
    }

    static func phaseKey(_ phase: SagaPhase, _ saga: SagaID) -> [UInt8] {
        [phase.rawValue] + sagaKey(saga)
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
        BigEndian.bytes(saga.microseconds) + BigEndian.bytes(saga.random)
    }

    static func saga(fromKey key: some Collection<UInt8>) -> SagaID {
        let numbers = key.prefix(16)
        return SagaID(
            microseconds: numbers.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            random: numbers.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }
}
