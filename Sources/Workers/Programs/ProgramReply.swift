package import Steps

/// What the end of a program says about the effect of its step.
package struct ProgramReply: Hashable, Sendable {
    /// What is known about the effect.
    package var outcome: Outcome
    /// The exit code, if the program came to one.
    package var status: Int?
    /// What happened, in words, on one printable line.
    package var detail: String

    /// As much of what the program said as is looked at for the detail.
    private static let excerptLimit = 140

    /// Reads the end of a program.
    ///
    /// - Parameter codes: the exit codes that mean that it was done, 0 if none are listed, and
    ///   those that mean that nothing was; every other code proves nothing.
    package init(_ end: ProgramEnd, codes: StatusRules = StatusRules()) {
        switch end {
        case .exited(let code, let output, let errors):
            let status = Int(code)
            self.init(Self.outcome(of: status, codes), "exit code \(code)", errors)
            self.status = status
            if outcome == .succeeded {
                let start = String(decoding: output.bytes.prefix(512), as: UTF8.self)
                detail = Self.line("exit code \(code)", Excerpt.of(start))
            }
        case .signalled(let signal, let errors):
            self.init(.unknown, "ended by signal \(signal)", errors)
        case .timedOut(let errors):
            self.init(.unknown, "ended because its time was up", errors)
        case .lost(let errors):
            self.init(.unknown, "ended, and its exit code was lost", errors)
        case .notStarted(let reason):
            self.init(.unreachable, "not started: \(Excerpt.of(reason))", "")
        }
    }

    private init(_ outcome: Outcome, _ words: String, _ errors: String) {
        self.outcome = outcome
        detail = Self.line(words, Self.lastWords(of: errors))
    }

    private static func outcome(of status: Int, _ codes: StatusRules) -> Outcome {
        if codes.succeeded.contains(status) { return .succeeded }
        if codes.rejected.contains(status) { return .rejected }
        return status == 0 && codes.succeeded.isEmpty ? .succeeded : .unknown
    }

    /// Programs say last why they gave up.
    private static func lastWords(of errors: String) -> String {
        let scalars = errors.unicodeScalars
        let end = scalars.suffix(excerptLimit)
        return Excerpt.of((end.count < scalars.count ? "…" : "") + String(end))
    }

    private static func line(_ words: String, _ excerpt: String) -> String {
        let excerpt = excerpt.split(separator: " ").joined(separator: " ")
        return excerpt.isEmpty ? words : "\(words): \(excerpt)"
    }
}
