/// Gives one record for each number of a range: `groupId=0..99`, both ends included.
///
/// `groupId=000..099` keeps the zeros.
public struct RangeInput: InputRecords {
    /// More are a mistake, or a case for a file.
    static let maximumCount: Int64 = 10_000_000

    /// The input that the numbers are given for.
    public let name: String
    /// How many records there are.
    public let count: Int

    private var number: Int64
    private let last: Int64
    private let width: Int

    /// Reads the form `NAME=FROM..TO`.
    ///
    /// - Throws: ``InputError`` if it is no such range, runs backwards or is too long.
    public init(_ text: String) throws(InputError) {
        let wrong = InputError(
            "\(PrintableText.quoted(text)) is no range; expected NAME=FROM..TO, such as "
                + "groupId=0..99")
        guard let equals = text.firstIndex(of: "=") else { throw wrong }
        let name = String(text[..<equals])
        let rest = text[text.index(after: equals)...]
        guard NameRules.isInput(name),
            let dots = Self.ends(of: rest),
            dots.allSatisfy({ PlainScalar.isDigits($0) && $0.utf8.count <= 18 }),
            let first = Int64(dots[0]), let last = Int64(dots[1])
        else { throw wrong }
        guard first <= last else {
            throw InputError("the range \(PrintableText.quoted(text)) runs backwards")
        }
        guard last - first < Self.maximumCount else {
            throw InputError(
                "the range \(PrintableText.quoted(text)) has more than \(Self.maximumCount) numbers"
            )
        }
        let isPadded = dots.contains { $0.utf8.count > 1 && $0.hasPrefix("0") }
        guard !isPadded || dots[0].utf8.count == dots[1].utf8.count else {
            throw InputError(
                "the range \(PrintableText.quoted(text)) pads with zeros, so both ends must have "
                    + "the same length")
        }
        self.name = name
        self.last = last
        number = first
        count = Int(last - first) + 1
        width = isPadded ? dots[0].utf8.count : 0
    }

    private static func ends(of range: Substring) -> [Substring]? {
        let ends = range.split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
        return ends.count == 2 ? ends : nil
    }

    /// The record of the next number.
    public mutating func next() -> InputRecord? {
        guard number <= last else { return nil }
        let digits = String(number)
        number += 1
        let padding = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return InputRecord(given: [name: .string(padding + digits)])
    }
}
