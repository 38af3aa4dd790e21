internal import struct Foundation.Date
internal import struct Foundation.TimeZone

/// A zone's offsets from UTC over time; all in seconds, moments since 1970.
struct ZoneClock {
    private let zone: TimeZone

    /// No zone ever moved its clocks by more than this.
    private static let longestChange = 86_400

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    private static func date(_ moment: Int) -> Date {
        Date(timeIntervalSince1970: Double(moment))
    }

    func offset(at moment: Int) -> Int {
        zone.secondsFromGMT(for: Self.date(moment))
    }

    /// The first moment after another from which the zone's rules differ.
    func change(after moment: Int) -> Int? {
        guard let date = zone.nextDaylightSavingTimeTransition(after: Self.date(moment)) else {
            return nil
        }
        let change = Int(date.timeIntervalSince1970)
        // The walk relies on it, and a library that stood still would stop the engine.
        precondition(change > moment, "the zone \(zone.identifier) changes at \(change)")
        return change
    }

    /// The local time up to which clocks in the zone have counted before a moment.
    ///
    /// While an hour is repeated, this is ahead of the local time.
    func localTimes(before moment: Int) -> Int {
        var position = moment - Self.longestChange
        var reached = position + offset(at: position)
        while position < moment {
            let end = min(change(after: position) ?? moment, moment)
            reached = max(reached, end + offset(at: position))
            position = end
        }
        return reached
    }
}
