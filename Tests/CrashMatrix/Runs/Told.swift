import Bench
import Foundation
import Journal
import SagaTesting

/// What a program that died had said of the ends of its sagas.
struct Told: Decodable {
    var completed = 0
    var compensated = 0
    var parked = 0

    /// Reads the summary that `submit` and `resume` print; `nil` if none was printed.
    init?(_ output: String) {
        let told = output.split(separator: "\n").compactMap { line in
            try? JSONDecoder().decode(Told.self, from: Data(line.utf8))
        }
        guard let last = told.last else { return nil }
        self = last
    }

    /// What was said and is not so, with nothing mended yet.
    func contradictions(_ sagas: [SagaRecord]) -> [String] {
        let figures: [(SagaStatus, Int)] = [
            (.completed, completed), (.compensated, compensated), (.parked, parked),
        ]
        return figures.compactMap { status, told in
            let count = sagas.count { $0.status == status }
            return count >= told
                ? nil : "it said that \(told) sagas are \(status), and \(count) are"
        }
    }
}
