internal import Steps

/// P3: every request that a node received was journaled before it was sent.
///
/// What makes no request of a node (a pause, a question, another saga, a program) is in no ledger.
public struct JournaledBeforeSent: PromiseChecker {
    /// The promise's name.
    public let promise = "P3"

    /// Creates the checker.
    public init() {}

    /// Finds requests of which the journal does not know, or learned too late.
    ///
    /// The journal and the nodes must share a clock. Of each key, the i-th arrival is compared
    /// with the i-th entry: if each request was journaled before it was sent, then that holds for
    /// the sorted times as well, whatever was lost on the way. Reads may arrive
    /// ``Evidence/arrivalsPerRead`` times for each entry, others ``Evidence/arrivalsPerChange``.
    public func complaints(about evidence: Evidence) -> [String] {
        var starts: [RequestKey: [Timestamp]] = [:]
        for record in evidence.history where record.type == .attemptStarted {
            guard let instance = record.instance, let call = record.call else { continue }
            let key = RequestKey(saga: record.saga, instance: instance, call: call)
            starts[key, default: []].append(record.time)
        }
        return misdirected(in: evidence)
            + evidence.requests.flatMap { key, rows in
                complaints(
                    about: key, rows, starts[key] ?? [],
                    arrivals: key.call.isRead
                        ? evidence.arrivalsPerRead : evidence.arrivalsPerChange)
            }.sorted()
    }

    private func misdirected(in evidence: Evidence) -> [String] {
        evidence.ledgers.sorted { $0.key < $1.key }.flatMap { node, rows in
            rows.compactMap { row in
                guard let text = row.idempotencyKey else { return nil }
                guard let key = RequestKey(text) else {
                    return "\(node) received a request with the key '\(text)'"
                }
                return key.instance.node == node
                    ? nil : "\(node) received a request that is for another node: \(text)"
            }
        }
    }

    private func complaints(
        about key: RequestKey, _ rows: [LedgerRecord], _ starts: [Timestamp], arrivals: Int
    ) -> [String] {
        if rows.count > starts.count * arrivals {
            return ["\(key) arrived \(rows.count) times and was journaled \(starts.count) times"]
        }
        let journaled = starts.map(\.rawValue).sorted()
        return rows.map(\.time).sorted().enumerated()
            .map { ($0.element, journaled[$0.offset / arrivals]) }
            .enumerated()
            .filter { $1.0 < $1.1 }
            .map { index, times in
                "\(key) arrived \(times.1 - times.0) ms before its try \(index + 1) was journaled"
            }
    }
}

extension CallKind {
    /// Whether it only looks.
    var isRead: Bool {
        switch self {
        case .before, .probe: true
        case .action, .compensation: false
        }
    }
}
