internal import Foundation
internal import PlantedBugs

/// The copy of the tree, built once for all bugs.
///
/// A release build: it takes longer to make, and each of the thousands of simulations less than a
/// tenth of the time.
struct Build {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let folder: String
    private let bin: String

    /// - Parameter folder: where the copy is, and where it is built.
    init(folder: String) throws {
        self.folder = folder
        bin = "\(folder)/build/release"
    }

    /// Builds what some harnesses need.
    func make(_ harnesses: Set<PlantedBug.Harness>) throws {
        for product in Set(harnesses.flatMap(\.products)).sorted() {
            let arguments = [
                "swift", "build", "-c", "release", "--package-path", "\(folder)/tree",
                "--scratch-path", "\(folder)/build", "--product", product,
            ]
            let log = "\(folder)/build.log"
            let end = try Program("/usr/bin/env", arguments, output: log).run(seconds: 7_200)
            guard case .exited(0) = end else {
                let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                let errors = text.split(separator: "\n").filter { $0.contains("error:") }
                throw Failed(
                    description: "the copy does not build, see \(log)\n"
                        + errors.prefix(20).joined(separator: "\n"))
            }
        }
    }

    /// The program that tries seeds of a harness.
    func program(
        of harness: PlantedBug.Harness, _ bound: Bound, bug: PlantedBug?, output: String
    ) -> Program {
        var environment = ["SWIFT_BACKTRACE": "enable=no"]
        if let bug { environment["SAGA_PLANTED_BUG"] = "\(bug.number)" }
        var arguments = [harness.rawValue, "--seeds", "\(bound.seeds)"]
        arguments += ["--seconds", "\(bound.seconds)", "--sagas", "\(bound.sagas)"]
        for fault in bug?.faults ?? [] { arguments += ["--fault", fault] }
        if harness == .powerLoss { arguments += ["--program", "\(bin)/power-loss"] }
        return Program(
            "\(bin)/planted-bug-harness", arguments, environment: environment, output: output)
    }
}

extension PlantedBug.Harness {
    fileprivate var products: [String] {
        switch self {
        case .simulation, .stores: ["planted-bug-harness"]
        case .powerLoss: ["DiskShim", "planted-bug-harness", "power-loss"]
        }
    }
}
