import ArgumentParser

struct MeasureAll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "all", abstract: "All.")
    func run() async throws {}
}
