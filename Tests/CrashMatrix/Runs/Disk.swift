import Bench

/// Records what a program writes, and takes away what was not synced when it dies.
struct Disk {
    let environment: [String: String] = [:]

    init(_ stage: Stage, seed: UInt64) throws {
        throw Unexpected("power loss cannot be simulated yet")
    }

    func losePower() throws {}
}
