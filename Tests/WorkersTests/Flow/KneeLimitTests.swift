import SagaTesting
import Steps
import Testing

@testable import Workers

@Suite("The limit of calls in all")
struct KneeLimitTests {
    /// Nodes that take a while for each call, and only so many a second: their knee is where the
    /// one becomes the other.
    struct Nodes {
        /// Milliseconds that a call takes where nothing is in its way.
        var latency: Double
        /// Calls a millisecond, at most.
        var rate: Double
        /// By what part a window may be off.
        var noise = 0.0

        var knee: Double { latency * rate }
    }

    /// What runs calls against them, always as many as it may.
    struct Run {
        var limit: KneeLimit
        var now = 0.0
        var generator = SeededGenerator(seed: 1)

        /// - Returns: the limits at the end of each of the seconds.
        mutating func seconds(_ count: Int, against nodes: Nodes) -> [Int] {
            (0..<count).map { _ in
                let end = now + 1_000
                while now < end {
                    let rate = min(Double(limit.allowed) / nodes.latency, nodes.rate)
                    let luck = 1 + nodes.noise * Double.random(in: -1...1, using: &generator)
                    // A hundredth of a second of one kind of luck.
                    for _ in 0..<max(1, Int(rate * 10)) {
                        now += 1 / (rate * luck)
                        limit.ended(underWay: limit.allowed, at: Timestamp(rawValue: Int64(now)))
                    }
                }
                return limit.allowed
            }
        }
    }

    @Test(
        "is found where more at once would only wait",
        arguments: [
            Nodes(latency: 10, rate: 8), Nodes(latency: 2, rate: 8), Nodes(latency: 0.5, rate: 4),
            Nodes(latency: 100, rate: 5), Nodes(latency: 10, rate: 8, noise: 0.1),
        ])
    func found(nodes: Nodes) {
        var run = Run(limit: KneeLimit(maximum: 1_024))
        let limits = run.seconds(120, against: nodes).suffix(60)
        // A trial lasts some windows in a hundred.
        let middle = Double(limits.sorted()[30])
        #expect(middle >= nodes.knee * 0.6)
        #expect(middle <= max(Double(KneeLimit.start), nodes.knee * 2.5))
    }

    @Test("is there within seconds, where there is much to gain")
    func soon() {
        var run = Run(limit: KneeLimit(maximum: 1_024))
        #expect(run.seconds(4, against: Nodes(latency: 20, rate: 12.8)).last ?? 0 >= 128)
    }

    @Test("follows nodes that become slower, and faster again")
    func follows() {
        var run = Run(limit: KneeLimit(maximum: 1_024))
        let fast = Nodes(latency: 10, rate: 16)
        let slow = Nodes(latency: 10, rate: 2)
        #expect(run.seconds(60, against: fast).sorted()[30] >= 100)
        #expect(run.seconds(120, against: slow).suffix(30).sorted()[15] <= 60)
        #expect(run.seconds(120, against: fast).suffix(30).sorted()[15] >= 100)
    }

    @Test("is not lowered by silences, in which nothing comes")
    func bursts() {
        var run = Run(limit: KneeLimit(maximum: 64))
        // Each call takes as long as it takes, however many there are.
        let nodes = Nodes(latency: 20, rate: 1_000)
        for _ in 0..<60 {
            _ = run.seconds(1, against: nodes)
            // The last of a burst.
            run.limit.ended(underWay: 1, at: Timestamp(rawValue: Int64(run.now)))
            run.now += 9_000
        }
        #expect(run.limit.allowed >= 42)
    }

    @Test("stays where it is while it holds nothing back")
    func idle() {
        var limit = KneeLimit(maximum: 1_024)
        for moment in 0..<100_000 {
            limit.ended(underWay: 9, at: Timestamp(rawValue: Int64(moment)))
        }
        #expect(limit.allowed == KneeLimit.start)
    }

    @Test(
        "is never above what is allowed, nor below what is usual", arguments: [1, 2, 5, 16, 40])
    func bounds(maximum: Int) {
        var run = Run(limit: KneeLimit(maximum: maximum))
        let limits =
            run.seconds(30, against: Nodes(latency: 50, rate: 100))
            + run.seconds(30, against: Nodes(latency: 0.1, rate: 1))
        let least = min(KneeLimit.start, maximum)
        #expect(limits.allSatisfy { (least...maximum).contains($0) })
        #expect(limits[20..<30].contains(maximum))
    }

    @Test("survives a clock that is set back")
    func clock() {
        var run = Run(limit: KneeLimit(maximum: 1_024), now: 1e9)
        _ = run.seconds(5, against: Nodes(latency: 10, rate: 8))
        run.now = 0
        #expect(run.seconds(60, against: Nodes(latency: 10, rate: 8)).sorted()[30] >= 40)
    }
}
