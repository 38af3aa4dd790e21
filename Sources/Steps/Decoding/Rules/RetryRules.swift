/// Within which bounds a request is tried and waited for.
enum RetryRules {
    static let attempts = 1...1_000
    static let multiplier = 1.0...10.0

    static func findings(in policy: RetryPolicy, at place: Place) -> [Finding] {
        var findings: [Finding] = []
        if !attempts.contains(policy.attempts) {
            findings.append(
                Finding(
                    place["attempts"],
                    "expected \(attempts.lowerBound) to \(attempts.upperBound) attempts, not "
                        + "\(policy.attempts)"))
        }
        if !multiplier.contains(policy.multiplier) {
            findings.append(
                Finding(
                    place["multiplier"], "expected a number from 1 to 10, not \(policy.multiplier)")
            )
        }
        if !(0...DurationText.maximum).contains(policy.initial) {
            findings.append(Finding(place["initial"], outOfRange(policy.initial)))
        }
        if !(0...DurationText.maximum).contains(policy.cap) {
            findings.append(Finding(place["cap"], outOfRange(policy.cap)))
        } else if policy.cap < policy.initial {
            let message = "'cap' (\(policy.cap)) is below 'initial' (\(policy.initial))"
            findings.append(Finding(place["cap"], message))
        }
        return findings
    }

    static func findings(inTimeout timeout: Milliseconds, at place: Place) -> [Finding] {
        guard !(1...DurationText.maximum).contains(timeout) else { return [] }
        return [
            Finding(place["timeout"], "expected a time above zero and at most 24h, not \(timeout)")
        ]
    }

    private static func outOfRange(_ span: Milliseconds) -> String {
        "expected a time from 0s to 24h, not \(span)"
    }
}
