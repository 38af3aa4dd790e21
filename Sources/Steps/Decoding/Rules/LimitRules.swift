/// Which limits are allowed.
enum LimitRules {
    /// Each call under way holds a worker, and memory.
    static let concurrency = 1...4_096
    /// From one in about twelve days to more than one engine sends.
    static let rate = 1e-6...1e6

    static func objection(to limit: LimitDefinition) -> String? {
        if limit.concurrency == nil, limit.rate == nil {
            return "expected 'concurrency', 'rate' or both"
        }
        if let concurrency = limit.concurrency, !self.concurrency.contains(concurrency) {
            return "expected a concurrency from \(self.concurrency.lowerBound) to "
                + "\(self.concurrency.upperBound), not \(concurrency)"
        }
        if let rate = limit.rate, !self.rate.contains(rate) {
            return "expected a rate above zero and at most 1000000 a second, not \(rate)"
        }
        return nil
    }
}
