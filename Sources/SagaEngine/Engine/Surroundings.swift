internal import Dispatch
internal import Foundation

/// What the engine needs of the world around it; a simulation gives it another one.
public struct Surroundings: Sendable {
    /// Runs what blocks off the cooperative pool; one after the other.
    public typealias BlockingQueue = @Sendable (@escaping @Sendable () -> Void) -> Void

    /// Where the time comes from.
    public var clock: any EngineClock
    /// Where the journal is read.
    public var reads: BlockingQueue
    /// On how many threads much is read at once: one, unless there are threads.
    public var readers = 1
    /// Where randomness begins: backoff and the tails of ids follow from it.
    public var seed: UInt64

    /// Puts surroundings together.
    public init(clock: any EngineClock, reads: @escaping BlockingQueue, seed: UInt64) {
        self.clock = clock
        self.reads = reads
        self.seed = seed
    }

    /// This machine.
    public static var machine: Surroundings {
        let queue = DispatchQueue(label: "saga.journal.reads")
        var surroundings = Surroundings(
            clock: SystemClock(), reads: { body in queue.async { body() } },
            seed: .random(in: .min ... .max))
        surroundings.readers = ProcessInfo.processInfo.activeProcessorCount
        return surroundings
    }
}
