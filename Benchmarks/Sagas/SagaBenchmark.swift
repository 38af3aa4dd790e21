import ArgumentParser

/// Measures the engine against what the machine can do; `scripts/bench` builds and runs it.
@main
struct SagaBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "SagaBenchmark",
        abstract: "Measure the engine against limits that are measured in the same run.",
        subcommands: [
            MeasureAll.self, RunLoad.self, FillJournal.self, FillArchive.self, ScanJournal.self,
            RecoverJournal.self,
        ],
        defaultSubcommand: MeasureAll.self)
}
