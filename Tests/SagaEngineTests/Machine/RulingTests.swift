import Journal
import SagaTesting
import Steps
import Testing

@testable import SagaEngine

/// What operators may do to a saga, and what that means.
@Suite struct RulingTests {
    /// A place in the life of a saga of three programs: `b` is the pivot in some of them.
    enum Place: String, CaseIterable, Sendable {
        /// `a` is ready, nothing was sent.
        case fresh
        /// The action of `a` is under way.
        case flying
        /// `a` is done, `b` waits for its next try.
        case waiting
        /// `a` is done, `b` is the pivot and done, `c` has failed.
        case beyond
        /// `a` and `b` are done, `c` has failed, and the workflow parks.
        case parked
        /// `c` has failed without an answer, and the workflow parks.
        case doubtful
        /// It was undone but for `b`, which refuses.
        case stuck
        /// It was undone.
        case undone
    }

    private static func driver(at place: Place) throws -> MachineDriver {
        let policy: FailurePolicy =
            [.parked, .doubtful].contains(place) ? .park : .compensate
        let isPivot = place == .beyond
        var driver = try MachineDriver(
            .steps(
                [
                    try .program("a"), try .program("b", isPivot ? .pivot : .compensatable),
                    try .program("c", isPivot ? .retriable : .compensatable),
                ], inputs: ["x": InputDefinition(type: .string, default: .string("old"))],
                onFailure: policy))
        switch place {
        case .fresh: break
        case .flying: driver.begin("a")
        case .waiting:
            driver.run([.ok("action a")])
            driver.begin("b")
            driver.end("b", .unreachable)
        case .beyond, .parked:
            driver.run([.ok("action a"), .ok("action b"), .no("action c")])
        case .doubtful:
            driver.run([
                .ok("action a"), .ok("action b"), .unknown("action c"), .unknown("action c"),
            ])
        case .stuck:
            driver.run([
                .ok("action a"), .ok("action b"), .no("action c"), .no("compensation b"),
            ])
        case .undone:
            driver.run([.ok("action a"), .no("action b"), .ok("compensation a")])
        }
        return driver
    }

    /// What is expected of a verb: `yes`, `again`, or a part of the reason why not.
    private static let rulings: [(Place, OperatorVerb, String)] = [
        (.fresh, .retry, "again"), (.fresh, .skip(step: "b"), "yes"),
        (.fresh, .skip(step: "a"), "yes"), (.fresh, .settle(step: "a", succeeded: true), "not run"),
        (.fresh, .cancel, "yes"), (.fresh, .compensate, "not parked"),
        (.fresh, .forward(step: nil), "goes forward"), (.fresh, .abandon, "yes"),
        (.fresh, .pause, "yes"), (.fresh, .unpause, "again"),
        (.fresh, .skip(step: "d"), "no step"), (.fresh, .unskip(step: "a"), "again"),
        (.flying, .skip(step: "a"), "under way"), (.flying, .abandon, "under way"),
        (.flying, .settle(step: "a", succeeded: true), "under way"),
        (.flying, .edit(step: "a", inputs: ["x": .string("new")]), "under way"),
        (.flying, .skip(step: "b"), "yes"),
        (.waiting, .retry, "yes"), (.waiting, .skip(step: "b"), "yes"),
        (.waiting, .skip(step: "a"), "in effect"),
        (.waiting, .settle(step: "a", succeeded: true), "again"),
        (.waiting, .settle(step: "a", succeeded: false), "succeeded"),
        (.beyond, .cancel, "beyond its pivot"), (.beyond, .compensate, "beyond its pivot"),
        (.beyond, .retry, "yes"), (.beyond, .skip(step: "c"), "yes"), (.beyond, .abandon, "yes"),
        (.parked, .compensate, "yes"), (.parked, .cancel, "yes"),
        (.parked, .skip(step: "c"), "yes"),
        (.parked, .settle(step: "c", succeeded: true), "no effect"),
        (.parked, .settle(step: "c", succeeded: false), "again"),
        (.parked, .edit(step: "c", inputs: ["x": .string("new")]), "ran"),
        (.doubtful, .skip(step: "c"), "may be in effect"),
        (.doubtful, .settle(step: "c", succeeded: true), "yes"),
        (.doubtful, .settle(step: "c", succeeded: false), "yes"),
        (.stuck, .compensate, "parked on its way back"), (.stuck, .cancel, "again"),
        (.stuck, .forward(step: nil), "yes"), (.stuck, .forward(step: "b"), "yes"),
        (.stuck, .forward(step: "a"), "no compensation"),
        (.stuck, .settle(step: "b", succeeded: true), "yes"),
        (.stuck, .settle(step: "b", succeeded: false), "known to have succeeded"),
        (.stuck, .settle(step: "a", succeeded: true), "before"),
        (.stuck, .skip(step: "b"), "undone"), (.stuck, .retry, "yes"), (.stuck, .abandon, "yes"),
        (.undone, .retry, "ended"), (.undone, .cancel, "again"), (.undone, .pause, "ended"),
        (.undone, .abandon, "ended"), (.undone, .skip(step: "c"), "ended"),
        (.undone, .forward(step: nil), "ended"), (.undone, .compensate, "again"),
        (.undone, .edit(step: "c", inputs: ["x": .string("new")]), "ended"),
    ]

    @Test("each verb applies, is a repetition, or is refused with what to do instead")
    func everyRuling() throws {
        for (place, verb, expected) in Self.rulings {
            let driver = try Self.driver(at: place)
            let ruling = driver.machine.ruling(on: verb, at: driver.now, in: driver.cluster)
            let words = "\(place): \(verb) \(ruling)"
            switch ruling {
            case .applies(let facts): #expect(expected == "yes" && !facts.isEmpty, "\(words)")
            case .repetition: #expect(expected == "again", "\(words)")
            case .refused(let why, let instead):
                #expect(why.contains(expected) && !instead.isEmpty, "\(words)")
            }
        }
    }

    @Test("what comes after a skipped pivot is not undone around")
    func skippedPivot() throws {
        var driver = try MachineDriver(
            .steps([
                try .program("a"), try .program("b", .pivot), try .program("c", .retriable),
                try .program("d", .retriable),
            ]))
        driver.run([.ok("action a")])
        driver.handle(.asked(.skip(step: "b"), by: "ann", reason: "by hand"))
        driver.run([.ok("action c")])
        let ruling = driver.machine.ruling(on: .cancel, at: driver.now, in: driver.cluster)
        guard case .refused = ruling else {
            Issue.record("it is \(ruling)")
            return
        }
    }

    @Test("inputs that name locks are not edited")
    func lockedInput() throws {
        let driver = try MachineDriver(.create(), nodes: ["node01"])
        let ruling = driver.machine.ruling(
            on: .edit(step: "create@node01", inputs: ["groupId": .string("6")]), at: driver.now,
            in: driver.cluster)
        guard case .refused(let why, _) = ruling else {
            Issue.record("it is \(ruling)")
            return
        }
        #expect(why.contains("locks"))
    }

    @Test("asking twice writes once", arguments: Place.allCases)
    func idempotent(place: Place) throws {
        for verb in OperatorVerb.samples(for: "b") + [.pause] {
            var driver = try Self.driver(at: place)
            let isRepeated =
                switch verb {
                case .retry, .forward: false
                default: true
                }
            driver.ask(verb)
            let count = driver.entries.count
            if isRepeated {
                driver.ask(verb)
                #expect(driver.entries.count == count, "\(place): \(verb)")
            }
            #expect(driver.replayed().steps == driver.machine.steps)
        }
    }

    @Test func aSkippedStepIsPassedAndCanBeDoneUntilTheNextBegins() throws {
        var driver = try Self.driver(at: .fresh)
        driver.ask(.skip(step: "b"))
        driver.run([.ok("action a")])
        #expect(driver.ready == ["c"])
        driver.ask(.unskip(step: "b"))
        #expect(driver.ready == ["b"])
        driver.ask(.skip(step: "b"))
        driver.begin("c")
        let ruling = driver.machine.ruling(
            on: .unskip(step: "b"), at: driver.now, in: driver.cluster)
        guard case .refused(let why, _) = ruling else { return #expect(Bool(false), "\(ruling)") }
        #expect(why.contains("c, which comes after b, has begun"))
        driver.end("c", .ok())
        #expect(driver.machine.status == .completed)
    }

    @Test func whatIsSettledOnTheWayBackIsUndoneAndTheRestGoesOn() throws {
        var driver = try Self.driver(at: .stuck)
        #expect(driver.machine.status == .parked)
        driver.ask(.settle(step: "b", succeeded: true))
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
        #expect(driver.state("b").phase == .compensated)
    }

    @Test func whatIsLeftStaysAndTheRestIsUndone() throws {
        var driver = try Self.driver(at: .stuck)
        driver.ask(.forward(step: nil))
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
        #expect(driver.state("b").phase == .left)
    }

    @Test func aPausedSagaBeginsNothingAndHearsWhatComesBack() throws {
        var driver = try Self.driver(at: .flying)
        driver.ask(.pause)
        #expect(driver.flying == ["a"])
        driver.end("a", .ok())
        #expect(driver.ready.isEmpty && driver.state("a").phase == .succeeded)
        #expect(driver.begin("b") == nil)
        driver.crash()
        #expect(driver.ready.isEmpty && driver.machine.pause?.by == "ann")
        driver.ask(.unpause)
        #expect(driver.ready == ["b"])
    }

    @Test func aSettledPivotDecidesWhichWayItGoes() throws {
        var driver = try MachineDriver(
            .steps([try .program("a"), try .program("b", .pivot)], onFailure: .park))
        driver.run([.ok("action a"), .unknown("action b"), .unknown("action b")])
        #expect(driver.machine.status == .parked)
        driver.ask(.settle(step: "b", succeeded: false))
        driver.ask(.compensate)
        driver.run([.ok("compensation a")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func aRetryWithoutAPauseKeepsTheNumberOfTries() throws {
        var driver = try Self.driver(at: .waiting)
        #expect(driver.ready.isEmpty)
        driver.ask(.retry)
        #expect(driver.ready == ["b"] && driver.state("b").spent == 1)
    }
}

extension MachineDriver {
    /// Asks something as an operator.
    mutating func ask(_ verb: OperatorVerb) {
        handle(.asked(verb, by: "ann", reason: "so"))
    }
}
