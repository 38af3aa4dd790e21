internal import ArgumentParser
internal import Transport

/// How many event loops make the calls.
struct ShardOptions: ParsableArguments {
    @Option(
        name: .customLong("shards"),
        help: ArgumentHelp(
            "Event loops, a thread each, that nodes and workers are spread over, at most one for each processor (default: half of that, at most 4, and no more than nodes).",
            valueName: "n"))
    var given: Int?

    /// How many there are to be.
    func count(nodes: Int) -> Int {
        given ?? EventLoopShards.usual(nodes: nodes)
    }

    /// What is enough for commands that run no sagas.
    static var one: ShardOptions {
        var options = ShardOptions()
        options.given = 1
        return options
    }

    func validate() throws {
        guard let given else { return }
        guard (1...EventLoopShards.most).contains(given) else {
            throw ValidationError(
                "--shards is between 1 and \(EventLoopShards.most), the processors that there are")
        }
    }
}
