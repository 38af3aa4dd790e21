/// The name of one saga: ordered by time of acceptance, unique, 20 characters of text.
///
/// Ids are handed out in strictly rising order (see ``SagaIDGenerator``), because a journal key
/// that rises costs a tenth of a random one in LMDB.
public struct SagaID: Hashable, Sendable {
    /// Microseconds since 1970 at acceptance, moved forward where needed to stay unique.
    public let microseconds: UInt64
    /// Random bits that tell apart ids made by different journals; 40 are used.
    public let random: UInt64

    static let randomMask: UInt64 = (1 << 40) - 1
    static let microsecondsMask: UInt64 = (1 << 60) - 1

    /// Puts an id together; bits that do not fit the text form are cut off.
    public init(microseconds: UInt64, random: UInt64) {
        self.microseconds = microseconds & Self.microsecondsMask
        self.random = random & Self.randomMask
    }

    /// Reads the text form: 20 characters of Crockford's base 32, any case.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 20 else { return nil }
        var time: UInt64 = 0
        var random: UInt64 = 0
        for (index, character) in text.utf8.enumerated() {
            guard let digit = Self.digit(of: character) else { return nil }
            if index < 12 {
                time = time << 5 | digit
            } else {
                random = random << 5 | digit
            }
        }
        self.init(microseconds: time, random: random)
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    private static func digit(of character: UInt8) -> UInt64? {
        // Lowers letters alone: the bit would turn a control character into a digit.
        let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character)
        return alphabet.firstIndex(of: isUpper ? character | 0x20 : character).map(UInt64.init)
    }
}

extension SagaID: Comparable {
    /// Orders ids by time of acceptance.
    public static func < (left: SagaID, right: SagaID) -> Bool {
        (left.microseconds, left.random) < (right.microseconds, right.random)
    }
}

extension SagaID: CustomStringConvertible {
    /// The text form.
    public var description: String {
        String(unsafeUninitializedCapacity: 20) { buffer in
            for index in 0..<12 {
                buffer[index] = Self.alphabet[Int(microseconds >> UInt64(5 * (11 - index)) & 31)]
            }
            for index in 0..<8 {
                buffer[12 + index] = Self.alphabet[Int(random >> UInt64(5 * (7 - index)) & 31)]
            }
            return 20
        }
    }
}

/// Hands out saga ids in strictly rising order, whatever the clock does.
public struct SagaIDGenerator: Sendable {
    private var last: UInt64

    /// Starts after the highest id that is known, so that a clock set back cannot repeat one.
    public init(after highest: SagaID?) {
        last = highest?.microseconds ?? 0
    }

    /// The next id; its microseconds are never used by another id of this generator.
    public mutating func next(
        at now: Timestamp, using generator: inout some RandomNumberGenerator
    ) -> SagaID {
        last = max(last + 1, UInt64(max(0, now.rawValue)) * 1_000)
        return SagaID(microseconds: last, random: generator.next())
    }
}
