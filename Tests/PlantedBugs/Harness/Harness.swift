internal import ArgumentParser

/// Tries one seed after the other until a promise is broken; it is built from the copy of the tree
/// that the bugs are in.
@main
struct HarnessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planted-bug-harness",
        subcommands: [TrySimulations.self, TryStores.self, TryPowerLoss.self])
}
