/// Reads a retry policy; what it does not say is taken from another.
enum RetryReader {
    static let known = ["attempts", "initial", "multiplier", "cap", "on"]

    static func policy(_ field: Field, over base: RetryPolicy) -> RetryPolicy? {
        guard let fields = field.fields(known: known) else { return nil }
        var policy = base
        if let attempts = fields["attempts"] {
            policy.attempts = attempts.integer(in: RetryRules.attempts) ?? base.attempts
        }
        policy.initial = fields["initial"]?.duration() ?? base.initial
        policy.multiplier = fields["multiplier"]?.number() ?? base.multiplier
        policy.cap = fields["cap"]?.duration() ?? base.cap
        if let field = fields["on"] { policy.on = field.items()?.readAll(cause) ?? base.on }
        return policy
    }

    private static func cause(_ field: Field) -> RetryCause? {
        guard let text = field.text() else { return nil }
        if let cause = RetryCause(text) { return cause }
        field.report(
            "expected unreachable, unknown, rejected or a status code, not "
                + PrintableText.quoted(text),
            suggestion: Suggestion.nearest(
                to: text, among: ["unreachable", "unknown", "rejected"]))
        return nil
    }
}
