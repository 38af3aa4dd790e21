import Steps
import Testing

@testable import SagaEngine

/// When sagas may be started.
@Suite struct EngineStateTests {
    @Test("starts that a full journal put off come again, once")
    func fullness() {
        var state = EngineState(activeLimit: 4, seed: 1)
        #expect(state.hasRoom)
        state.fullUntil = Timestamp(rawValue: 100)
        state.deferredStarts = 3
        #expect(!state.hasRoom)
        let early = state.endFullness(at: Timestamp(rawValue: 99))
        #expect(early == 0)
        #expect(!state.hasRoom)
        let due = state.endFullness(at: Timestamp(rawValue: 100))
        #expect(due == 3)
        #expect(state.hasRoom)
        let again = state.endFullness(at: Timestamp(rawValue: 101))
        #expect(again == 0)
    }
}
