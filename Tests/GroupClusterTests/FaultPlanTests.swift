import Foundation
import GroupCluster
import Testing

struct FaultPlanTests {
    private func faults(
        _ count: Int, seed: UInt64 = 42, node: Int = 0, probability: Double = 0.2,
        mode: FaultMode = .mixed
    ) -> [Fault?] {
        var plan = FaultPlan(seed: seed, node: node, probability: probability, mode: mode)
        return (0..<count).map { _ in plan.next() }
    }

    @Test func seedAndNodeDetermineTheFaults() {
        #expect(faults(500) == faults(500))
        #expect(faults(500) != faults(500, seed: 43))
        #expect(faults(500) != faults(500, node: 1))
        // Streams of neighbouring nodes are not one stream, shifted.
        #expect(Array(faults(500).dropFirst(1)) != faults(499, node: 1))
    }

    /// Pins the sequence: a failing run's seed has to mean the same in later versions.
    @Test func theSequenceOfASeedStays() {
        let kinds = faults(12, probability: 1).map { $0?.kind.rawValue ?? "-" }
        let pinned = "drop drop after drop drop before drop after drop before late after"
        #expect(kinds.joined(separator: " ") == pinned)
    }

    @Test(arguments: [(0.0, 0...0), (0.2, 1800...2200), (1.0, 10_000...10_000)])
    func probabilityIsKept(probability: Double, expected: ClosedRange<Int>) {
        let met = faults(10_000, probability: probability).compactMap(\.self)
        #expect(expected.contains(met.count))
    }

    @Test func mixedIsEvenAndStatusesAreHalved() {
        let met = faults(10_000, probability: 1).compactMap(\.self)
        for kind in Fault.Kind.allCases {
            #expect((2300...2700).contains(met.count { $0.kind == kind }))
        }
        let early = met.filter { $0.kind != .late }
        #expect((3550...3950).contains(early.count { $0.status == 500 }))
        #expect(met.allSatisfy { $0.status == 408 || $0.kind != .late && $0.status == 500 })
    }

    @Test(arguments: [FaultMode.before, .after, .drop, .late])
    func aModeHasItsOwnKindOnly(mode: FaultMode) {
        let kinds = Set(faults(100, probability: 1, mode: mode).map(\.?.kind.rawValue))
        #expect(kinds == [mode.rawValue])
    }

    @Test func forcedFaultsAndChangedProbabilityDoNotShiftTheRest() throws {
        let undisturbed = faults(100)
        var state = ControlState(
            plan: FaultPlan(seed: 42, node: 0, probability: 0.2, mode: .mixed))
        state.apply(try change(#"{"failNext": 3, "fault": "drop"}"#))
        let forced = (0..<3).map { _ in state.nextFault() }
        #expect(forced.allSatisfy { $0?.kind == .drop })
        state.plan.probability = 0
        #expect((0..<10).allSatisfy { _ in state.nextFault() == nil })
        state.plan.probability = 0.2
        #expect((13..<100).map { _ in state.nextFault() } == Array(undisturbed[13...]))
    }

    private func change(_ json: String) throws -> ControlChange {
        try JSONDecoder().decode(ControlChange.self, from: Data(json.utf8))
    }
}
