/// Names one run, so that it can be done again.
struct RunID: Hashable, Sendable, CustomStringConvertible {
    let scenario: String
    /// The place, and at which time it is deadly; `nil`: the run that counts, and is not ended.
    var place: String?
    var count = 0
    var death = Death.kill
    /// Tells runs apart that leave other things to chance.
    var variant = 0

    init(
        scenario: String, place: String? = nil, count: Int = 0, death: Death = .kill,
        variant: Int = 0
    ) {
        self.variant = variant
        self.scenario = scenario
        self.place = place
        self.count = count
        self.death = death
    }

    /// The same, at the first time that the place is reached.
    var first: RunID {
        RunID(scenario: scenario, place: place, count: 1, death: death, variant: variant)
    }

    /// Reads `forward/journal.afterCommit:17/kill`, or with a variant, `…/image.2`.
    init?(_ text: String) {
        let parts = text.split(separator: "/").map(String.init)
        if parts.count == 2, parts[1] == "counting" {
            self.init(scenario: parts[0])
            return
        }
        guard parts.count == 3 else { return nil }
        let ways = parts[2].split(separator: ".").map(String.init)
        let variant = ways.count == 2 ? Int(ways[1]) : 0
        guard let death = Death(rawValue: ways[0]), let variant, ways.count <= 2 else {
            return nil
        }
        let words = parts[1].split(separator: ":").map(String.init)
        guard words.count == 2, let count = Int(words[1]), count > 0 else { return nil }
        self.init(scenario: parts[0], place: words[0], count: count, death: death, variant: variant)
    }

    var description: String {
        guard let place else { return "\(scenario)/counting" }
        return "\(scenario)/\(place):\(count)/\(death.rawValue)"
            + (variant == 0 ? "" : ".\(variant)")
    }
}
