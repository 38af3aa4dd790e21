/// Reads when a workflow is to run by itself.
enum ScheduleReader {
    static let known = ["cron", "every", "zone", "overlap", "catchUp", "inputs"]

    static func schedule(_ field: Field) -> ScheduleDefinition? {
        guard let fields = field.fields(known: known) else { return nil }
        let timing = timing(fields)
        let zone = fields.optional("zone") { $0.text() }
        let overlap = fields.optional("overlap") {
            $0.word(of: ScheduleDefinition.Overlap.self)
        }
        let catchUp = fields.optional("catchUp") { $0.longDuration() }
        let inputs = fields["inputs"].map(inputs) ?? [:]
        guard let timing, let zone, let overlap, let catchUp, let inputs else { return nil }
        do throws(ScheduleError) {
            return try ScheduleDefinition(
                timing, zone: zone ?? ScheduleDefinition.defaultZone, overlap: overlap ?? .skip,
                catchUp: catchUp ?? ScheduleDefinition.defaultCatchUp, inputs: inputs)
        } catch {
            field.report(error.description)
            return nil
        }
    }

    private static func timing(_ fields: Fields) -> ScheduleDefinition.Timing? {
        switch (fields["cron"], fields["every"]) {
        case (let cron?, nil):
            guard let text = cron.text() else { return nil }
            do throws(ScheduleError) {
                return .cron(try CronExpression(text))
            } catch {
                cron.report(error.description)
                return nil
            }
        case (nil, let every?): return every.longDuration().map { .every($0) }
        case (_?, let every?):
            every.report("'cron' and 'every' exclude each other")
            return nil
        case (nil, nil):
            if fields.misspelt.isDisjoint(with: ["cron", "every"]) {
                fields.field.report("'cron' or 'every' is missing")
            }
            return nil
        }
    }

    private static func inputs(_ field: Field) -> [String: Value]? {
        guard let fields = field.fields() else { return nil }
        var inputs: [String: Value] = [:]
        for (name, field) in fields.all { inputs[name] = input(field) }
        return inputs.count == fields.entries.count ? inputs : nil
    }

    /// Text, which the workflow's types make of it what they can, or a list of texts.
    private static func input(_ field: Field) -> Value? {
        if case .sequence = field.node.content {
            return field.items()?.readAll { $0.text() }.map { .list($0.map { .string($0) }) }
        }
        return field.text().map { .string($0) }
    }
}
