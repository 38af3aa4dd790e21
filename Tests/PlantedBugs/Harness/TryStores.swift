internal import ArgumentParser
internal import Foundation

/// Random writes to the product's stores, compared with those that keep everything in memory; and
/// damage, which has to be found.
struct TryStores: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stores")

    @OptionGroup var seeds: Seeds
    /// Only for all harnesses to be called alike.
    @Option(help: .hidden) var sagas = 30

    func run() throws {
        // What a handful of seeds does not show, none does: they differ in little.
        var seeds = seeds
        seeds.seeds = min(seeds.seeds, 12)
        try seeds.forEach { seed in
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "planted-stores-\(getpid())-\(seed)").path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            var violations = WrittenDown(seed: seed).violations()
            violations += TwoJournals(seed: seed, directory: folder + "/two").violations()
            violations += FullJournal(directory: folder + "/full").violations()
            violations += DamagedJournal(seed: seed, directory: folder + "/damaged").violations()
            violations += CopiedJournal(directory: folder + "/copied").violations()
            violations += TwoArchives(directory: folder + "/archive").violations()
            return violations
        }
    }
}
