import SagaTesting
import Testing

/// A checker counts only when it catches planted violations.
@Suite("The checkers of promises")
struct PromisesTests {
    @Test("find nothing in a sound history")
    func soundHistory() throws {
        #expect(Promises.violations(in: try .sound()) == [])
    }

    @Test(
        "judge stories",
        arguments: Story.forward + Story.backward + Story.families + Story.calls)
    func judged(_ story: Story) throws {
        let violations = Promises.violations(in: try story.evidence())
        if let promise = story.promise {
            #expect(violations.contains { $0.hasPrefix(promise + ":") }, "\(violations)")
        } else {
            #expect(violations == [])
        }
    }

    @Test("catch what is planted", arguments: Plant.all)
    func planted(_ plant: Plant) throws {
        var evidence = try Evidence.sound()
        plant.spoil(&evidence)
        let violations = Promises.violations(in: evidence)
        #expect(violations.contains { $0.hasPrefix(plant.promise + ":") }, "\(violations)")
    }
}
