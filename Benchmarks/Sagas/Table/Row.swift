/// One figure, with what it is measured against in the same run.
struct Row: Encodable {
    /// What a figure is to be, compared with its limit, or by itself where it has none.
    enum Bound {
        case atLeast(Double)
        case atMost(Double)
        case within(ClosedRange<Double>)
    }

    /// The best that could be.
    struct Limit: Encodable {
        var name: String
        var value: Double
    }

    /// The goal that it belongs to, by its number in docs/performance.md.
    var goal: String
    var what: String
    var value: Double
    var unit: String
    var limit: Limit?
    var bound: Bound?

    /// The figure as a multiple of its limit.
    var ratio: Double? { limit.map { value / $0.value } }

    /// Whether the bound is kept; `nil` where there is none.
    var isMet: Bool? {
        let compared = ratio ?? value
        return switch bound {
        case .atLeast(let least): compared >= least
        case .atMost(let most): compared <= most
        case .within(let range): range.contains(compared)
        case nil: nil
        }
    }

    private enum CodingKeys: CodingKey {
        case goal, what, value, unit, limit, ratio, atLeast, atMost, met
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(goal, forKey: .goal)
        try container.encode(what, forKey: .what)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
        try container.encodeIfPresent(limit, forKey: .limit)
        try container.encodeIfPresent(ratio, forKey: .ratio)
        switch bound {
        case .atLeast(let least): try container.encode(least, forKey: .atLeast)
        case .atMost(let most): try container.encode(most, forKey: .atMost)
        case .within(let range):
            try container.encode(range.lowerBound, forKey: .atLeast)
            try container.encode(range.upperBound, forKey: .atMost)
        case nil: break
        }
        try container.encodeIfPresent(isMet, forKey: .met)
    }
}
