extension ScheduleDefinition: Codable {
    private enum Key: String, CodingKey {
        case cron, every, zone, overlap, catchUp, inputs
    }

    /// Reads the form that ``encode(to:)`` writes, and checks it as the initializer does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let cron = try container.decodeIfPresent(CronExpression.self, forKey: .cron)
        let every = try container.decodeIfPresent(Milliseconds.self, forKey: .every)
        let timing: Timing
        switch (cron, every) {
        case (let cron?, nil): timing = .cron(cron)
        case (nil, let every?): timing = .every(every)
        default: throw ScheduleError("a schedule has either 'cron' or 'every'")
        }
        try self.init(
            timing,
            zone: container.decode(String.self, forKey: .zone),
            overlap: container.decode(Overlap.self, forKey: .overlap),
            catchUp: container.decode(Milliseconds.self, forKey: .catchUp),
            inputs: container.decode([String: Value].self, forKey: .inputs))
    }

    /// Writes one object, with `cron` or `every` beside the rest; spans are milliseconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch timing {
        case .cron(let expression): try container.encode(expression, forKey: .cron)
        case .every(let span): try container.encode(span, forKey: .every)
        }
        try container.encode(zone, forKey: .zone)
        try container.encode(overlap, forKey: .overlap)
        try container.encode(catchUp, forKey: .catchUp)
        try container.encode(inputs, forKey: .inputs)
    }
}
