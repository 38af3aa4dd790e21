public import Steps

/// A fact about one saga, at its place in the saga's history.
public struct Entry: Hashable, Sendable {
    /// The saga.
    public var saga: SagaID
    /// Its place, from 1 and without gaps.
    public var sequence: Int
    /// When it was decided.
    public var time: Timestamp
    /// What happened.
    public var fact: Fact

    /// Puts an entry together.
    public init(saga: SagaID, sequence: Int, time: Timestamp, fact: Fact) {
        self.saga = saga
        self.sequence = sequence
        self.time = time
        self.fact = fact
    }
}

/// The first 16 bytes of the SHA-256 of an encoded entry; the next entry of the saga carries it.
public struct EntryHash: Hashable, Sendable {
    /// The bytes, as two numbers in big-endian order.
    public var high: UInt64
    /// See ``high``.
    public var low: UInt64

    /// What the first entry of a saga carries in place of a predecessor's hash.
    public static let none = EntryHash(high: 0, low: 0)

    /// Puts a hash together.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

extension EntryHash: CustomStringConvertible {
    private static let digits = Array("0123456789abcdef".utf8)

    /// 32 hexadecimal digits.
    public var description: String {
        let digits = Self.digits
        return String(unsafeUninitializedCapacity: 32) { buffer in
            for index in 0..<16 {
                let shift = UInt64(60 - 4 * index)
                buffer[index] = digits[Int(high >> shift & 15)]
                buffer[16 + index] = digits[Int(low >> shift & 15)]
            }
            return 32
        }
    }
}

/// An entry in the form in which it is stored, with what stores need to know of it.
public struct EncodedEntry: Hashable, Sendable {
    /// The saga.
    public var saga: SagaID
    /// Its place in the saga's history.
    public var sequence: Int
    /// The stored form; see ``EntryCodec``.
    public var bytes: [UInt8]

    /// Puts an encoded entry together.
    public init(saga: SagaID, sequence: Int, bytes: [UInt8]) {
        self.saga = saga
        self.sequence = sequence
        self.bytes = bytes
    }
}
