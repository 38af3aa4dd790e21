internal import PlantedBugs

/// What came of a bug.
enum Verdict {
    /// The harness saw a promise broken.
    case violation(String, seed: Int)
    /// The program stopped by itself: an invariant did not hold.
    case trapped(String, seed: Int)
    /// The program went on for ever.
    case hung(seed: Int)
    /// Nobody noticed.
    case missed(seeds: Int)
    /// It could not be tried.
    case notTried(String)

    /// Reads what a harness wrote.
    ///
    /// - Parameter promise: the one that was meant, which is named rather than another.
    init(_ text: String, _ end: Program.End, meant promise: String?) {
        var seed = 0
        var violations: [String] = []
        var last = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("seed ") {
                seed = Int(line.dropFirst(5)) ?? seed
            } else if line.hasPrefix("violation ") {
                violations.append(String(line.dropFirst(10)))
            } else {
                last = String(line)
            }
        }
        let meant = promise.flatMap { promise in
            violations.first { $0.hasPrefix(promise + ":") }
        }
        switch end {
        case .exited(1) where !violations.isEmpty:
            self = .violation(meant ?? violations[0], seed: seed)
        case .exited(0): self = .missed(seeds: seed)
        case .exited(let code): self = .notTried("ended with code \(code): \(last)")
        case .died(let signal):
            self = .trapped(
                last.isEmpty ? "an invariant did not hold, signal \(signal)" : last, seed: seed)
        // On a busy machine everything takes long: only what is to make it wait for ever is
        // caught by that.
        case .hung where promise == "P13" || promise == "P15": self = .hung(seed: seed)
        case .hung: self = .notTried("it did not end within its time, at seed \(seed)")
        }
    }

    var isCaught: Bool {
        switch self {
        case .violation, .trapped, .hung: true
        case .missed, .notTried: false
        }
    }

    /// How many seeds it took.
    var seeds: Int {
        switch self {
        case .violation(_, let seed), .trapped(_, let seed), .hung(let seed): seed
        case .missed(let seeds): seeds
        case .notTried: 0
        }
    }

    var words: String {
        switch self {
        case .violation(let words, _): words
        case .trapped(let words, _): "trapped: \(words)"
        case .hung: "hung"
        case .missed(let seeds): "nothing in \(seeds) seeds"
        case .notTried(let words): "NOT TRIED: \(words)"
        }
    }

    var kind: String {
        switch self {
        case .violation: "violation"
        case .trapped: "trapped"
        case .hung: "hung"
        case .missed: "missed"
        case .notTried: "notTried"
        }
    }
}
