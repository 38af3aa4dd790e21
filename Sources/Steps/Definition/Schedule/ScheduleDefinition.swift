internal import struct Foundation.TimeZone

/// When a workflow is to run by itself, and with which inputs.
public struct ScheduleDefinition: Hashable, Sendable {
    /// What the planned moments are.
    public enum Timing: Hashable, Sendable {
        /// Those of a cron expression, in the schedule's zone.
        case cron(CronExpression)
        /// The multiples of a span, counted from 1970, so that a restart does not move them.
        case every(Milliseconds)
    }

    /// What becomes of a planned moment that comes while an earlier run is unfinished.
    public enum Overlap: String, Hashable, Sendable, Codable, CaseIterable {
        /// It is skipped.
        case skip
        /// It is submitted and waits for the run before it; one may wait, more are skipped.
        case queue
        /// It runs beside the others.
        case allow
    }

    /// What the planned moments are.
    public let timing: Timing
    /// The time zone of a cron expression, by its IANA name.
    public let zone: String
    /// What becomes of a planned moment that comes while an earlier run is unfinished.
    public let overlap: Overlap
    /// Planned moments that were missed by more than this are skipped.
    public let catchUp: Milliseconds
    /// The inputs of each run; whether they fit the workflow is not known here.
    public let inputs: [String: Value]

    private let timeZone: TimeZone

    /// The zone where none is given.
    public static let defaultZone = "UTC"
    /// How late a run may be where nothing is said.
    public static let defaultCatchUp = Milliseconds.seconds(3_600)
    /// The least span of ``Timing/every(_:)``: below it, a run costs more than a timer should.
    public static let shortestEvery = Milliseconds.seconds(1)
    /// The least ``catchUp``: no engine wakes on the dot, so less would skip moments at random.
    public static let shortestCatchUp = Milliseconds.seconds(10)

    /// Puts a schedule together.
    ///
    /// - Throws: ``ScheduleError`` for a zone that does not exist, and for spans that are too short.
    public init(
        _ timing: Timing, zone: String = defaultZone, overlap: Overlap = .skip,
        catchUp: Milliseconds = defaultCatchUp, inputs: [String: Value] = [:]
    ) throws(ScheduleError) {
        if case .every(let span) = timing, span < Self.shortestEvery {
            throw ScheduleError("every \(span) is too often; the least is \(Self.shortestEvery)")
        }
        guard catchUp >= Self.shortestCatchUp else {
            throw ScheduleError(
                "a catchUp of \(catchUp) would skip moments that are hardly late; "
                    + "the least is \(Self.shortestCatchUp)")
        }
        timeZone = try Self.timeZone(zone)
        self.timing = timing
        self.zone = zone
        self.overlap = overlap
        self.catchUp = catchUp
        self.inputs = inputs
    }

    /// The first planned moment after another; `nil` if there is none before the year 10000.
    public func next(after moment: Timestamp) -> Timestamp? {
        switch timing {
        case .cron(let expression): return expression.next(after: moment, in: timeZone)
        case .every(let span):
            guard moment.rawValue >= 0 else { return Timestamp(rawValue: 0) }
            let (next, overflow) = span.rawValue.multipliedReportingOverflow(
                by: moment.rawValue / span.rawValue + 1)
            return overflow ? nil : Timestamp(rawValue: next)
        }
    }

    /// How many planned moments there are after one and up to another.
    ///
    /// - Parameter limit: Where the counting of a cron expression's moments ends, since each costs
    ///   a search.
    public func count(after first: Timestamp, through last: Timestamp, limit: Int) -> Int {
        guard first < last else { return 0 }
        switch timing {
        case .cron:
            var count = 0
            var moment = first
            while count < limit, let next = next(after: moment), next <= last {
                count += 1
                moment = next
            }
            return count
        case .every(let span):
            let before = first.rawValue < 0 ? 0 : first.rawValue / span.rawValue + 1
            return last.rawValue < 0 ? 0 : Int(last.rawValue / span.rawValue + 1 - before)
        }
    }

    /// Abbreviations are refused, though Foundation takes some: `PST` keeps summer time there, and
    /// `IST` is three zones.
    private static func timeZone(_ name: String) throws(ScheduleError) -> TimeZone {
        guard name == "UTC" || name == "GMT" || name.contains("/"),
            let zone = TimeZone(identifier: name)
        else {
            throw ScheduleError(
                "'\(name)' is not a time zone; give an IANA name such as Europe/Berlin, or UTC")
        }
        return zone
    }
}
