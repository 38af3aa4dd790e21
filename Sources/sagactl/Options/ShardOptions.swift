internal import ArgumentParser
internal import Foundation
internal import Transport

/// How many event loops make the calls.
struct ShardOptions: ParsableArguments {
    @Option(
        name: .customLong("shards"),
        help: ArgumentHelp(
            "Event loops, a thread each, that nodes and workers are spread over (default: half as many as processors, at most 4).",
            valueName: "n"))
    var given: Int?

    /// How many there are to be.
    var count: Int {
        given ?? EventLoopShards.usual(processors: ProcessInfo.processInfo.activeProcessorCount)
    }

    /// What is enough for commands that run no sagas.
    static var one: ShardOptions {
        var options = ShardOptions()
        options.given = 1
        return options
    }

    func validate() throws {
        guard (1...64).contains(given ?? 1) else {
            throw ValidationError("--shards is between 1 and 64")
        }
    }
}
