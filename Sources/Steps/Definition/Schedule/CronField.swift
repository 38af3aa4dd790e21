/// The five fields of a cron expression, and how each is read.
enum CronField: String, CaseIterable, Sendable {
    case minute
    case hour
    case dayOfMonth = "day-of-month"
    case month
    case dayOfWeek = "day-of-week"

    /// The numbers that may be written.
    private var numbers: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// The values of a `*`: as the numbers, but with one Sunday.
    private var all: ClosedRange<Int> {
        self == .dayOfWeek ? 0...6 : numbers
    }

    /// The names that may be written in place of numbers, beginning with that of the least.
    private var names: [String] {
        switch self {
        case .minute, .hour, .dayOfMonth: []
        case .month:
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        }
    }

    /// Reads a list such as `*/15`, `1,3,10-20/5` or `mon-fri`.
    func values(_ text: Substring) throws(ScheduleError) -> CronValues {
        var values = CronValues()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard !part.isEmpty else {
                throw ScheduleError("'\(text)' in \(rawValue) has an empty place beside a comma")
            }
            for value in try part == "*" ? Array(all) : spread(part) {
                values.insert(self == .dayOfWeek ? value % 7 : value)
            }
        }
        return values
    }

    /// The values of one range, with or without a step, or of one number.
    private func spread(_ part: Substring) throws(ScheduleError) -> [Int] {
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let isRange = pieces[0] == "*" || pieces[0].contains("-")
        let range = try range(pieces[0])
        guard pieces.count == 2 else { return Array(range) }
        guard isRange else {
            throw ScheduleError(
                "'\(part)' in \(rawValue) has a step but no range; "
                    + "write \(pieces[0])-\(all.upperBound)/\(pieces[1])")
        }
        guard let step = Self.number(pieces[1]), (1...all.count).contains(step) else {
            throw ScheduleError(
                "the step of '\(part)' in \(rawValue) is not a number from 1 to \(all.count)")
        }
        return Array(stride(from: range.lowerBound, through: range.upperBound, by: step))
    }

    private func range(_ text: Substring) throws(ScheduleError) -> ClosedRange<Int> {
        if text == "*" { return all }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let low = try value(ends[0])
        guard ends.count == 2 else { return low...low }
        var high = try value(ends[1])
        // A week that ends with Sunday: `fri-sun`.
        if self == .dayOfWeek, high == 0, low > 0 { high = 7 }
        guard low <= high else {
            throw ScheduleError(
                "'\(text)' in \(rawValue) runs backwards; "
                    + "write \(low)-\(all.upperBound),\(all.lowerBound)-\(high)")
        }
        return low...high
    }

    private func value(_ text: Substring) throws(ScheduleError) -> Int {
        if let number = Self.number(text), numbers.contains(number) { return number }
        if let index = names.firstIndex(of: text.lowercased()) { return all.lowerBound + index }
        let or = names.isEmpty ? "" : " or a name from \(names[0]) to \(names[names.count - 1])"
        throw ScheduleError(
            "'\(text)' in \(rawValue) is not a number "
                + "from \(numbers.lowerBound) to \(numbers.upperBound)\(or)")
    }

    /// One or two digits; signs, which `Int` takes, are not for cron.
    private static func number(_ text: Substring) -> Int? {
        let isDigits = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        return isDigits && (1...2).contains(text.utf8.count) ? Int(text) : nil
    }
}
