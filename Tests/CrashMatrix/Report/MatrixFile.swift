import Foundation
import Journal

/// The matrix for programs, as JSON.
struct MatrixFile: Encodable {
    struct Row: Encodable {
        let phase: String
        let place: String
        let death: Death
        let reached: Int
        let runs: Int
        let killed: Int
        let failed: Int
    }

    struct Failure: Encodable {
        let run: String
        let complaints: [String]
    }

    let seed: UInt64
    let runs: Int
    let rows: [Row]
    let gaps: [String]
    let failures: [Failure]

    init(_ matrix: Matrix, seed: UInt64) {
        self.seed = seed
        runs = matrix.runs
        gaps = matrix.gaps
        failures = matrix.failures.map { Failure(run: "\($0.id)", complaints: $0.complaints) }
        rows = matrix.scenarios.flatMap { scenario in
            Failpoint.names.flatMap { place in
                Death.allCases.compactMap { death in
                    matrix.cells[scenario.name]?[place]?[death].map { cell in
                        Row(
                            phase: scenario.name, place: place, death: death, reached: cell.hits,
                            runs: cell.runs, killed: cell.killed, failed: cell.failed)
                    }
                }
            }
        }
    }

    var data: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }
}
