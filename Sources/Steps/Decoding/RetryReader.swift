/// Reads a retry policy; what it does not say is taken from another.
enum RetryReader {
    static func policy(_ field: Field, over base: RetryPolicy) -> RetryPolicy? {
        let known = ["attempts", "initial", "multiplier", "cap"]
        guard let fields = field.fields(known: known) else { return nil }
        var policy = base
        if let attempts = fields["attempts"] {
            policy.attempts = attempts.integer(in: RetryRules.attempts) ?? base.attempts
        }
        policy.initial = fields["initial"]?.duration() ?? base.initial
        policy.multiplier = fields["multiplier"]?.number() ?? base.multiplier
        policy.cap = fields["cap"]?.duration() ?? base.cap
        return policy
    }
}
