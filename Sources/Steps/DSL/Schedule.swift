/// When a workflow is to run by itself, and with which inputs.
public struct Schedule: Sendable {
    let node: YAMLNode

    /// Runs at the moments of a cron expression.
    ///
    /// - Parameters:
    ///   - expression: such as `30 2 * * *`.
    ///   - zone: the time zone that it is meant in, by its IANA name.
    ///   - overlap: what becomes of a moment that comes while an earlier run is unfinished.
    ///   - catchUp: moments that were missed by more than this are skipped; 1 hour unless given.
    ///   - inputs: those of each run.
    public static func cron(
        _ expression: String, zone: String = ScheduleDefinition.defaultZone,
        overlap: ScheduleDefinition.Overlap = .skip, catchUp: Duration? = nil,
        inputs: [String: Value] = [:]
    ) -> Schedule {
        Schedule(
            [("cron", .text(expression)), ("zone", .text(zone))], overlap, catchUp, inputs)
    }

    /// Runs at the multiples of a span, counted from 1970.
    ///
    /// - Parameters:
    ///   - span: at least a second.
    ///   - overlap: what becomes of a moment that comes while an earlier run is unfinished.
    ///   - catchUp: moments that were missed by more than this are skipped; 1 hour unless given.
    ///   - inputs: those of each run.
    public static func every(
        _ span: Duration, overlap: ScheduleDefinition.Overlap = .skip, catchUp: Duration? = nil,
        inputs: [String: Value] = [:]
    ) -> Schedule {
        Schedule([("every", .span(span))], overlap, catchUp, inputs)
    }

    private init(
        _ timing: [(key: String, value: YAMLNode?)], _ overlap: ScheduleDefinition.Overlap,
        _ catchUp: Duration?, _ inputs: [String: Value]
    ) {
        let given = inputs.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value.asText) }
        node = .mapping(
            timing + [
                ("overlap", .text(overlap.rawValue)), ("catchUp", catchUp.map { .span($0) }),
                ("inputs", .mapping(given)),
            ])
    }
}

extension Value {
    /// As on the command line: the workflow's types make of a text what it is.
    fileprivate var asText: YAMLNode? {
        guard case .list(let values) = self else { return .text(description) }
        return .list(values.map { .text($0.description) })
    }
}
