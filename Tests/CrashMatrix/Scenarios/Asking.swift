import Bench
import Foundation
import SagaTesting

extension Stage {
    /// Leaves a saga behind that waits for an answer, with no engine that runs it.
    mutating func ask() async throws {
        try await kill(
            [
                "submit", bench.directory + "/asking.yaml", "--input",
                "groupId=\(groups.lowerBound)", "--job", "run", "--quiet",
            ], at: "signal.asked:1")
        saga = try await onlySaga()
    }

    /// The id of the only saga.
    func onlySaga() async throws -> String {
        let sagas = try await bench.list()
        guard sagas.count == 1 else { throw Unexpected("there is not one saga: \(sagas)") }
        return sagas[0].id
    }

    /// How often an entry of a type is in the history of the saga.
    func count(_ type: String) async throws -> Int {
        try await bench.history(of: saga).count { $0["type"] as? String == type }
    }

    /// What is to be said if an entry is not there as often as it should.
    func losses(of type: String, _ range: ClosedRange<Int>) async throws -> [String] {
        let count = try await count(type)
        return range.contains(count) ? [] : ["\(type) is in the journal \(count) times"]
    }

    /// What is to be said if an entry is not once in what is known in the end.
    func complaints(unlessOnce type: HistoryRecord.Kind, _ evidence: Evidence) -> [String] {
        let count = evidence.history.count { $0.type == type }
        return count == 1 ? [] : ["\(type.rawValue) is in the journal \(count) times"]
    }
}
