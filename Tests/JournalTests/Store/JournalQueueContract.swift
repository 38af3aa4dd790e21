import Journal
import SagaTesting
import Steps
import Testing

/// What every journal has to do with sagas that wait for their turn, or for a time.
struct JournalQueueContract {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("lanes come by priority and then by job, each once", arguments: StoreKind.allCases)
    func lanes(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        #expect(try store.lanes() == [])
        let lanes = [
            (1, "z"), (2, ""), (2, "a"), (2, "a\u{0}"), (2, "a\u{0}\u{0}"), (2, "a\u{0}b"),
            (2, "a\u{1}"), (2, "aa"), (2, "b"), (3, "a"), (3, "é"), (3, "😀"), (5, "a"),
        ].map { Lane(priority: $0, job: $1) }
        #expect(lanes == lanes.sorted())
        var number: UInt64 = 0
        for lane in lanes.reversed() + lanes {
            number += 1
            let history = History(number, job: lane.job, priority: lane.priority)
            #expect(history.acceptance.lane == lane)
            _ = try store.commit([history.accept])
        }
        #expect(try store.lanes() == lanes)
        let count = UInt64(lanes.count)
        for (index, lane) in lanes.enumerated() {
            let expected = [count - UInt64(index), count + UInt64(index) + 1]
            #expect(
                try store.waiting(in: lane, after: nil, limit: 9).map(\.random) == expected)
        }
        #expect(try store.waiting(in: Lane(job: "none"), after: nil, limit: 9) == [])
        #expect(try store.sagas(in: .waiting, after: nil, limit: 99).count == 2 * lanes.count)
    }

    @Test("jobs that are long are lanes of their own too", arguments: StoreKind.allCases)
    func longJobs(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let jobs =
            [459, 460, 461, 2_000].map { String(repeating: "j", count: $0) }
            + [229, 230, 231, 2_000].map { String(repeating: "\u{0}", count: $0) }
            // The cut falls between a zero and what escapes it.
            + [229, 2_000].map { "x" + String(repeating: "\u{0}", count: $0) }
            + [String(repeating: "é", count: 1_000) + "x", String(repeating: "é", count: 1_000)]
        var histories: [History] = []
        for job in jobs {
            for _ in 0..<2 {
                histories.append(History(UInt64(histories.count + 1), job: job, priority: 5))
            }
        }
        _ = try store.commit(histories.map(\.accept))
        #expect(Set(try store.lanes()) == Set(jobs.map { Lane(priority: 5, job: $0) }))
        #expect(try store.lanes().count == jobs.count)
        for job in jobs {
            let lane = Lane(priority: 5, job: job)
            let expected = histories.filter { $0.job == job }.map(\.id)
            #expect(try store.waiting(in: lane, after: nil, limit: 9) == expected)
        }
        for index in histories.indices {
            let start = histories[index].append(.sagaStarted, phase: .active)
            _ = try store.commit([start])
        }
        #expect(try store.lanes() == [])
    }

    /// Swift takes them for one, and so do dictionaries of lanes.
    @Test("jobs that are equal as texts share a lane", arguments: StoreKind.allCases)
    func equalJobs(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let one = History(1, job: "e\u{301}")
        let two = History(2, job: "\u{e9}")
        _ = try store.commit([one.accept, two.accept])
        #expect(try store.lanes() == [Lane(job: "é")])
        #expect(
            try store.waiting(in: Lane(job: one.job), after: nil, limit: 9) == [one.id, two.id])
    }

    @Test("the sagas of a lane come in pages, in order of id", arguments: StoreKind.allCases)
    func pages(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let histories = (1...7).map { History($0) }
        let lane = Lane(job: "job")
        // Neighbours on both sides, which must not show.
        let others = [
            History(8, job: "joa"), History(9, job: "jobs"), History(10, priority: 2),
            History(11, priority: 4),
        ]
        _ = try store.commit(others.map(\.accept) + histories.reversed().map(\.accept))
        let ids = histories.map(\.id)
        func page(_ after: SagaID?, _ limit: Int) throws -> [SagaID] {
            try store.waiting(in: lane, after: after, limit: limit)
        }
        #expect(try page(nil, 3) == Array(ids[0..<3]))
        #expect(try page(ids[2], 3) == Array(ids[3..<6]))
        #expect(try page(ids[5], 3) == [ids[6]])
        #expect(try page(ids[6], 3) == [])
        #expect(try page(nil, 0) == [])
        _ = try store.commit([histories[2].remove])
        #expect(try page(ids[2], 1) == [ids[3]])
        #expect(try page(ids[1], 1) == [ids[3]])
    }

    @Test("deferred sagas come by time and then by id, in pages", arguments: StoreKind.allCases)
    func deferred(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let times: [Int64] = [.max, 5, -1, 0, 5, .min, 1 << 40]
        let histories = times.enumerated().map { index, time in
            History(UInt64(index + 1), notBefore: Timestamp(rawValue: time))
        }
        _ = try store.commit(histories.map(\.accept))
        let order = [5, 2, 3, 1, 4, 6, 0]
        let all = try store.deferred(after: nil, limit: 99)
        #expect(all.map(\.saga) == order.map { histories[$0].id })
        #expect(all.map(\.due.rawValue) == order.map { times[$0] })
        var paged: [SagaID] = []
        while let next = try store.deferred(
            after: paged.last.map { last in (all[paged.count - 1].due, last) }, limit: 2
        ).first {
            paged.append(next.saga)
        }
        #expect(paged == all.map(\.saga))
        #expect(try store.deferred(after: nil, limit: 0).isEmpty)
        // By id in the listing of the phase, and in no lane.
        #expect(try store.sagas(in: .deferred, after: nil, limit: 99) == histories.map(\.id))
        #expect(try store.count(of: .deferred) == 7)
        #expect(try store.count(of: .waiting) == 0)
        #expect(try store.lanes() == [])
        // A place that is empty by now is one to start from all the same.
        _ = try store.commit([histories[3].remove])
        let rest = try store.deferred(after: (Timestamp(rawValue: 0), histories[3].id), limit: 1)
        #expect(rest.map(\.saga) == [histories[1].id])
    }

    @Test(
        "a saga that moves on or is removed leaves its place", arguments: StoreKind.allCases,
        [nil, Timestamp(rawValue: 7)])
    func moving(kind: StoreKind, notBefore: Timestamp?) throws {
        let store = try kind.open(in: directory)
        func places() throws -> [SagaID] {
            try store.waiting(in: Lane(priority: 1, job: "job"), after: nil, limit: 9)
                + store.deferred(after: nil, limit: 9).map(\.saga)
        }
        var started = History(1, priority: 1, notBefore: notBefore)
        var cancelled = History(2, priority: 1, notBefore: notBefore)
        var migrated = History(3, priority: 1, notBefore: notBefore)
        let removed = History(4, priority: 1, notBefore: notBefore)
        _ = try store.commit([started, cancelled, migrated, removed].map(\.accept))
        #expect(try places() == [started.id, cancelled.id, migrated.id, removed.id])
        _ = try store.commit([started.append(.sagaStarted, phase: .active)])
        _ = try store.commit([
            cancelled.append(.compensationStarted(reason: "cancelled"), phase: .active),
            cancelled.append(.sagaCompensated, phase: .ended),
        ])
        _ = try store.commit([removed.remove])
        // Facts that come while it waits leave it there.
        _ = try store.commit([
            migrated.append(.definitionMigrated(History.laterHash, renamed: [:], by: "me")),
            migrated.append(.signalReceived(Signal(name: "go", accepted: true, by: "me"))),
        ])
        #expect(try places() == [migrated.id])
        #expect(try store.lanes().count == (notBefore == nil ? 1 : 0))
        #expect(try store.sagas(in: .active, after: nil, limit: 9) == [started.id])
        #expect(try store.sagas(in: .ended, after: nil, limit: 9) == [cancelled.id])
        _ = try store.commit([migrated.append(.sagaAbandoned(by: "", reason: ""), phase: .ended)])
        #expect(try places() == [])
        #expect(try store.lanes() == [])
        #expect(try store.count(of: notBefore == nil ? .waiting : .deferred) == 0)
    }

    @Test("a refused or failed accept takes no place", arguments: StoreKind.allCases)
    func refused(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        _ = try store.commit([History(1, key: "k").accept])
        _ = try store.commit([
            History(2, key: "k", priority: 1).accept,
            History(3, key: "k", notBefore: Timestamp(rawValue: 1)).accept,
        ])
        var stranger = History(4)
        #expect(throws: JournalError.self) {
            try store.commit([
                History(5, priority: 2).accept,
                History(6, notBefore: Timestamp(rawValue: 1)).accept,
                stranger.append(.sagaStarted, phase: .active),
            ])
        }
        #expect(try store.lanes() == [Lane(job: "job")])
        #expect(try store.deferred(after: nil, limit: 9).isEmpty)
    }
}
