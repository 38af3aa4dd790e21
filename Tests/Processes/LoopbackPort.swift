import Synchronization

/// Port numbers that a test can come back to.
package enum LoopbackPort {
    /// Below the ports that the system gives to outgoing connections: one of these could be taken
    /// while its server is away, even by a client that calls the server and so reaches itself.
    private static let range = 12_000..<32_000
    private static let taken = Mutex<Set<Int>>([])

    /// How often ports are tried that other processes turn out to use.
    package static let attempts = 20

    /// Takes ports in a row that nothing in this process uses, and returns the first of them.
    package static func take(_ count: Int = 1) -> Int {
        taken.withLock { taken in
            while true {
                let first = Int.random(in: range.lowerBound...range.upperBound - count)
                let ports = first..<first + count
                guard taken.isDisjoint(with: ports) else { continue }
                taken.formUnion(ports)
                return first
            }
        }
    }
}
