/// Reads how much may be under way at once, and how often something may begin.
struct FlowReader {
    static func pools(_ field: Field) -> [String: LimitDefinition]? {
        guard let fields = field.fields() else { return nil }
        var pools: [String: LimitDefinition] = [:]
        for (name, field) in fields.all {
            pools[name] = limit(field)
        }
        return pools.count == fields.entries.count ? pools : nil
    }

    static func limit(_ field: Field) -> LimitDefinition? {
        guard let fields = field.fields(known: ["concurrency", "rate"]) else { return nil }
        let concurrency = fields.optional("concurrency") {
            $0.integer(in: LimitRules.concurrency)
        }
        let rate = fields.optional("rate", rate)
        // A key that was misspelt is not missing as well.
        guard let concurrency, let rate, fields.misspelt.isEmpty else { return nil }
        return LimitDefinition(concurrency: concurrency, rate: rate)
    }

    private static func rate(_ field: Field) -> Double? {
        guard let text = field.text() else { return nil }
        guard let rate = RateText.perSecond(text) else {
            field.report(
                "expected a rate such as 100/s, 10/m or 5/h, above zero and at most 1000000/s, not "
                    + PrintableText.quoted(text))
            return nil
        }
        return rate
    }
}
