import SagaTesting
import Steps
import Testing

/// The whole engine with nodes that keep the wire barrier, and so without waits for late requests,
/// which come up to a minute after everything else.
@Suite("With a barrier, the simulator")
struct BarrierSweepTests {
    private static func options(_ barrier: SimulatedBarrier) -> SimulationOptions {
        var options = SimulationOptions()
        options.sagas = 20
        options.faultTime = .seconds(20 * 60)
        options.barrier = barrier
        return options
    }

    @Test("finds every promise kept", arguments: 0..<6)
    func holds(batch: UInt64) throws {
        for seed in batch * 5..<(batch + 1) * 5 {
            let report = try Simulator(options: Self.options(.kept)).run(seed: seed)
            #expect(report.violations == [], "seed \(seed)")
            #expect(report.sagas >= 20)
        }
    }

    @Test("finds promises broken where nodes do not keep what is said of them")
    func needsTheBarrier() throws {
        let broken = try (0..<20 as Range<UInt64>).count { seed in
            try !Simulator(options: Self.options(.claimed)).run(seed: seed).violations.isEmpty
        }
        #expect(broken > 0)
    }
}
