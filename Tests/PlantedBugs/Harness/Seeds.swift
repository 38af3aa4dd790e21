internal import ArgumentParser
internal import Foundation

/// Which seeds are tried.
struct Seeds: ParsableArguments {
    @Option(help: "The first seed.") var first = 1
    @Option(help: "How many seeds at most.") var seeds = 200
    @Option(help: "For how many seconds at most; looked at between two seeds.") var seconds = 120

    /// Tries seeds until one of them shows something, and ends the process with code 1 then.
    ///
    /// Each seed is told before it is tried, and whatever is wrong with it, a line each.
    func forEach(_ body: (UInt64) throws -> [String]) throws {
        let start = ContinuousClock.now
        for seed in first..<first + seeds {
            guard start.duration(to: .now) < .seconds(seconds) else { return }
            say("seed \(seed)")
            let violations = try body(UInt64(seed))
            guard violations.isEmpty else {
                for violation in violations.prefix(100) {
                    say("violation " + violation.replacing("\n", with: " "))
                }
                throw ExitCode.failure
            }
        }
    }

    /// The process may die at any moment, so nothing is kept back.
    private func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
