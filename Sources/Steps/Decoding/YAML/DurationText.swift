/// Reads spans of time as people write them: `250ms`, `1.5s`, `2m`, `1h`, `7d`.
package enum DurationText {
    /// The longest span that one try, or the wait before the next, can take.
    static let maximum = Milliseconds.seconds(24 * 3_600)
    /// The longest span that a saga can wait.
    package static let longest = Milliseconds.seconds(366 * 24 * 3_600)

    private static let units: [(suffix: String, milliseconds: Double)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
        ("d", 86_400_000),
    ]

    /// The span, or `nil` if it is none of whole milliseconds up to the maximum.
    package static func milliseconds(
        _ text: String, maximum: Milliseconds = maximum
    ) -> Milliseconds? {
        // `ms` is tried before `m` and `s`.
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), digits.utf8.count <= 16,
            parts.allSatisfy({ PlainScalar.isDigits($0) }), let number = Double(digits)
        else { return nil }
        let exact = number * unit.milliseconds
        let whole = exact.rounded()
        guard abs(exact - whole) < 1e-6, whole <= Double(maximum.rawValue) else { return nil }
        return Milliseconds(rawValue: Int64(whole))
    }
}
