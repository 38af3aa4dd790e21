import Bench
import SagaTesting
import TestProcesses

/// What a program is doing when it dies, and how its work is finished afterwards.
protocol Scenario: Sendable {
    /// The name of the phase.
    var name: String { get }
    /// What the program that dies does, in a few words.
    var summary: String { get }
    /// The places that are not reached here, and why.
    var absences: [Absence] { get }

    /// Brings nodes and journal to where the program starts.
    func prepare(_ stage: inout Stage) async throws
    /// The arguments of the program that dies.
    func arguments(on stage: Stage) -> [String]
    /// The exit codes of that program if it does not die.
    var codes: [Int32] { get }
    /// Does what somebody does beside the program while it runs.
    func accompany(_ command: RunningCommand, on stage: inout Stage) async throws
    /// What the journal has to hold now, whatever comes; before anybody mends anything.
    ///
    /// - Parameter isAcknowledged: whether the program had said that it was done.
    /// - Returns: what it lacks.
    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String]
    /// Brings everything to its end.
    func finish(_ stage: Stage, isAcknowledged: Bool) async throws
    /// Whether the checkers know what its workflows leave on the nodes.
    var comparesContents: Bool { get }
    /// How long each sync takes where power is lost, in milliseconds: so long that what is said too
    /// early is said before.
    var millisecondsPerSync: Int { get }
    /// What is wrong at the end, beside the promises.
    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String]
}

extension Scenario {
    var codes: [Int32] { [0] }
    func accompany(_ command: RunningCommand, on stage: inout Stage) async throws {}
    func losses(_ stage: Stage, isAcknowledged: Bool) async throws -> [String] { [] }
    var comparesContents: Bool { true }
    var millisecondsPerSync: Int { 0 }
    func complaints(_ stage: Stage, _ evidence: Evidence) async throws -> [String] { [] }
}

/// All phases.
enum Scenarios {
    static let all: [any Scenario] = [
        Submitting(), Forward(), Compensating(), Recovering(), Archiving(), WholeLanguage(),
        Signalling(), Cancelling(), Parking(), Retrying(), Migrating(), Scheduling(), Serving(),
    ]
}
