public import Steps

/// Which sagas a listing is about; what is `nil` does not matter.
public struct SagaFilter: Sendable {
    /// Only these.
    public var statuses: Set<SagaStatus>?
    /// Only of this job.
    public var job: String?
    /// Only of this workflow.
    public var workflow: String?
    /// Only with a step on this node.
    public var node: String?
    /// Only those accepted at this moment or later, by the time in their ids.
    public var since: Timestamp?
    /// Only those accepted before this moment, by the time in their ids.
    public var until: Timestamp?
    /// Only those that told this.
    public var text: TextQuery?

    /// Puts a filter together.
    public init(
        statuses: Set<SagaStatus>? = nil, job: String? = nil, workflow: String? = nil,
        node: String? = nil, since: Timestamp? = nil, until: Timestamp? = nil,
        text: TextQuery? = nil
    ) {
        self.statuses = statuses
        self.job = job
        self.workflow = workflow
        self.node = node
        self.since = since
        self.until = until
        self.text = text
    }

    /// Whether a saga matches; texts are compared by their bytes.
    ///
    /// - Parameters:
    ///   - entries: its history so far.
    ///   - definition: the workflow that it goes by now; asked for only if its nodes matter.
    public func matches(
        _ saga: SagaSummary, _ entries: [Entry], of definition: () throws -> WorkflowDefinition
    ) rethrows -> Bool {
        guard statuses?.contains(saga.status) ?? true, numbers.contains(saga.id.number),
            job.map({ ExactText($0) == ExactText(saga.acceptance.job) }) ?? true,
            workflow.map({ ExactText($0) == ExactText(saga.acceptance.workflow) }) ?? true,
            text.map({ $0.matches(SagaWords.told(by: entries)) }) ?? true
        else { return false }
        guard let node else { return true }
        return try saga.acceptance.places(of: definition())
            .contains { ExactText($0) == ExactText(node) }
    }

    /// The numbers of the sagas that were accepted in the filter's time.
    ///
    /// An id has the moment of acceptance, except after the clock was set back, when ids go on from
    /// the highest: lists are in order of ids, so that a span of time is a part of them.
    var numbers: Range<Int64> {
        let first = since.map(Self.number(at:)) ?? 0
        return first..<max(first, until.map(Self.number(at:)) ?? .max)
    }

    /// The lowest id of the filter's time; `nil` if it has no start.
    public var start: SagaID? { since.map(Self.lowest(at:)) }

    /// What all ids of the filter's time are below; `nil` if it has no end.
    public var end: SagaID? { until.map(Self.lowest(at:)) }

    private static func lowest(at moment: Timestamp) -> SagaID {
        SagaID(microseconds: UInt64(number(at: moment)), random: 0)
    }

    /// The lowest number that an id of a moment has.
    private static func number(at moment: Timestamp) -> Int64 {
        let (number, isTooLate) = max(0, moment.rawValue).multipliedReportingOverflow(by: 1_000)
        return isTooLate ? .max : number
    }
}
