internal import Steps

/// What a saga has to tell to whoever looks for what went wrong.
///
/// A saga that simply completed has nothing: it costs nothing in an index of words.
public enum SagaWords {
    /// The words of all reasons, and of what came back from requests that did not succeed; each
    /// once, in the order of their bytes.
    public static func told(by entries: [Entry]) -> [String] {
        var texts: Set<String> = []
        for entry in entries {
            if let text = text(of: entry.fact), !text.isEmpty { texts.insert(text) }
        }
        guard !texts.isEmpty else { return [] }
        return Set(texts.flatMap(WordReader.words)).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    private static func text(of fact: Fact) -> String? {
        switch fact {
        case .attemptEnded(_, let result): result.outcome == .succeeded ? nil : result.detail
        case .attemptInterrupted: AttemptRow.interruption
        // What was settled as planned, as a step that a condition skips, is no trouble.
        case .stepSettled(_, .rejected, let reason), .stepSettled(_, .unknown, let reason): reason
        case .compensationStarted(let reason), .sagaParked(let reason),
            .sagaRetried(_, let reason), .sagaAbandoned(_, let reason),
            .cancelRequested(_, let reason), .operatorDecided(_, _, let reason):
            reason
        case .sagaAccepted, .sagaStarted, .attemptStarted, .stepSettled, .sagaCompleted,
            .sagaCompensated, .signalReceived, .definitionMigrated:
            nil
        }
    }
}
