internal import Foundation
internal import Steps

extension FuzzTarget {
    /// The text before the first line break is the pattern, what follows is matched.
    static func pattern(_ text: String) throws(FuzzFinding) {
        let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        let subject = parts.count == 2 ? String(parts[1]) : "a0_é"
        let pattern = String(parts[0])
        guard let inputs = inputs(pattern) else { return }
        let matches = Self.matches(inputs, subject)
        try expect(Self.matches(inputs, subject) == matches, "a match is a match")
        // A group around it, and another way beside it that is taken by no text, change nothing.
        guard pattern.utf8.count < 500, !pattern.hasPrefix("^"), !pattern.hasSuffix("$"),
            let same = Self.inputs("(?:\(pattern))|(?:\(pattern))")
        else { return }
        try expect(
            Self.matches(same, subject) == matches, "a group means the same: \(pattern)")
    }

    private static func inputs(_ pattern: String) -> SubmissionInputs? {
        let workflow = WorkflowDefinition(
            name: "w", inputs: ["a": InputDefinition(type: .string, pattern: pattern)], steps: [])
        return try? SubmissionInputs(of: workflow)
    }

    private static func matches(_ inputs: SubmissionInputs, _ text: String) -> Bool {
        (try? inputs.checked(["a": .string(text)])) != nil
    }

    /// Three parts, divided by line breaks: a cron expression, a zone, a moment in seconds.
    static func schedule(_ text: String) throws(FuzzFinding) {
        let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let cron = try? CronExpression(parts[0]) else { return }
        let zone = parts.count > 1 ? parts[1] : ScheduleDefinition.defaultZone
        guard let schedule = try? ScheduleDefinition(.cron(cron), zone: zone) else { return }
        let stored = try? JSONEncoder().encode(schedule)
        let restored = stored.flatMap {
            try? JSONDecoder().decode(ScheduleDefinition.self, from: $0)
        }
        try expect(restored == schedule, "a stored schedule is the same")
        let moments: [Int64] =
            parts.count > 2 ? [Int64(parts[2]) ?? 0] : [0, 1_711_846_799, .max / 1_000]
        for seconds in moments {
            let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
            try comes(schedule, after: Timestamp(rawValue: overflow ? .max : milliseconds))
        }
    }

    private static func comes(
        _ schedule: ScheduleDefinition, after moment: Timestamp
    ) throws(FuzzFinding) {
        guard let next = schedule.next(after: moment) else { return }
        try expect(next > moment, "a schedule goes on")
        let before = Timestamp(rawValue: next.rawValue - 1)
        try expect(
            schedule.next(after: before) == next, "what comes is what comes a moment before")
        guard let later = schedule.next(after: next) else { return }
        try expect(later > next, "a schedule goes on")
        let count = schedule.count(after: moment, through: later, limit: 10)
        try expect(count == 2, "two moments are two, not \(count)")
    }
}
