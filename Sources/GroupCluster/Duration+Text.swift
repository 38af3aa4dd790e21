extension Duration {
    /// The longest delay that is accepted: more is a typing error, not a slow node.
    package static let longest = Duration.seconds(3600)

    /// Reads a duration such as `5ms`, `0.5s` or `2s`.
    ///
    /// - Returns: nil unless the text is a number from 0 with the unit `ms` or `s` and is at most
    ///   an hour.
    package static func parse(_ text: String) -> Duration? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let value = Double(number) else { return nil }
        let seconds: Double
        switch text.dropFirst(number.count) {
        case "ms": seconds = value / 1000
        case "s": seconds = value
        case "" where value == 0: seconds = 0
        default: return nil
        }
        guard seconds <= 3600 else { return nil }
        return .microseconds(Int64((seconds * 1_000_000).rounded()))
    }

    /// The duration as ``parse(_:)`` reads it, in milliseconds.
    package var text: String {
        milliseconds == milliseconds.rounded()
            ? "\(Int64(milliseconds))ms" : "\(milliseconds)ms"
    }

    /// The duration in milliseconds.
    var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
