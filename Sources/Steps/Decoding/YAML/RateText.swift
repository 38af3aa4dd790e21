/// Reads rates as people write them: `100/s`, `10/m`, `5/h`.
enum RateText {
    private static let seconds: [Substring: Double] = ["s": 1, "m": 60, "h": 3_600]

    /// The rate a second, or `nil` if it is none.
    static func perSecond(_ text: String) -> Double? {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, let seconds = seconds[sides[1]] else { return nil }
        let parts = sides[0].split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), sides[0].utf8.count <= 16,
            parts.allSatisfy({ PlainScalar.isDigits($0) }), let number = Double(sides[0])
        else { return nil }
        let rate = number / seconds
        return LimitRules.rate.contains(rate) ? rate : nil
    }
}
