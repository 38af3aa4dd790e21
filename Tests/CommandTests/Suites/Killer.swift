import Bench
import Foundation
import TestProcesses
import Testing

/// Runs an engine again and again, and kills it after a random while, until it gets to its end.
struct Killer {
    let bench: Bench
    /// After so many kills, engines are left alone.
    let target: Int
    private(set) var kills = 0

    init(bench: Bench, target: Int) {
        self.bench = bench
        self.target = target
    }

    /// Runs a submission, and resumes or submits again after each kill.
    ///
    /// - Parameter count: how many sagas it submits.
    mutating func run(_ submission: [String], of count: Int) async throws {
        // Until a submission was acknowledged as a whole, only submitting again can complete it.
        var isAccepted = false
        while true {
            let arguments =
                isAccepted && Bool.random() ? ["resume", "--quiet", "-o", "json"] : submission
            let command = try bench.start(arguments)
            if kills < target {
                // From before the journal is open to well into the work.
                try await Task.sleep(for: .milliseconds(.random(in: 5...700)))
                command.signal(SIGKILL)
            }
            let result = await command.result()
            guard result.wasKilled else {
                try #require([0, 3, 4].contains(result.code), "\(result)")
                return
            }
            try #require(!result.wasTooSlow, "\(result)")
            kills += 1
            isAccepted = try await isJournaled(submission, count)
        }
    }

    /// Whether the whole job was accepted.
    private func isJournaled(_ submission: [String], _ count: Int) async throws -> Bool {
        guard let job = submission.firstIndex(of: "--job").map({ submission[$0 + 1] }) else {
            return false
        }
        let result = try await bench.sagactl("list", "--job", job, "-o", "jsonl")
        return result.code == 0 && result.output.split(separator: "\n").count == count
    }
}
