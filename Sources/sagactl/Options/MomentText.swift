internal import Foundation
internal import Steps

/// Reads moments as people write them and as lists show them.
enum MomentText {
    /// What can be written, for help and errors.
    static let forms =
        "2026-12-24T18:00:00Z, 2026-12-24, or how long ago, such as 90s, 30m, 2h or 7d"

    /// A hundred years.
    private static let longest = Milliseconds.seconds(100 * 366 * 24 * 3_600)

    /// The moment; `nil` if the text is none.
    ///
    /// - Parameter now: what spans of time are counted back from.
    static func moment(_ text: String, at now: Timestamp) -> Timestamp? {
        if let span = DurationText.milliseconds(text, maximum: longest) {
            return Timestamp(rawValue: now.rawValue - span.rawValue)
        }
        // A date is its first moment.
        let isDate = text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil
        return timestamp(isDate ? text + "T00:00:00Z" : text)
    }

    /// A date and a time of RFC 3339, with a fraction of a second or without; dates that there are
    /// not, such as 31 February, are none.
    private static func timestamp(_ text: String) -> Timestamp? {
        let form =
            /(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))/
        guard let parts = text.wholeMatch(of: form)?.output, let year = Int(parts.1),
            let month = Int(parts.2), let day = Int(parts.3), let hour = Int(parts.4),
            let minute = Int(parts.5), let second = Int(parts.6)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard components.isValidDate(in: calendar), let date = calendar.date(from: components)
        else {
            return nil
        }
        var offset = 0
        if let sign = parts.8, let hours = parts.9.flatMap({ Int($0) }),
            let minutes = parts.10.flatMap({ Int($0) })
        {
            guard hours < 24, minutes < 60 else { return nil }
            offset = (sign == "-" ? -1 : 1) * (hours * 60 + minutes) * 60
        }
        let digits = (parts.7 ?? "").padding(toLength: 9, withPad: "0", startingAt: 0)
        let seconds = Int64(date.timeIntervalSince1970) - Int64(offset)
        // Sagas have milliseconds: the first of them that is not before the moment.
        return Int64(digits).map {
            Timestamp(rawValue: seconds * 1_000 + ($0 + 999_999) / 1_000_000)
        }
    }
}
