/// Places that a phase does not reach, and why.
struct Absence: Sendable {
    let reason: String
    /// Names of places; one that ends in a point stands for all that begin so.
    let places: [String]

    func covers(_ place: String) -> Bool {
        places.contains { $0 == place || $0.hasSuffix(".") && place.hasPrefix($0) }
    }
}

extension Absence {
    static let journalIsThere = Absence(
        reason: "the journal was made before",
        places: ["journal.beforeRename", "journal.afterRename", "archive.beforeSchema"])
    static let nothingSubmitted = Absence(
        reason: "what is run was submitted before", places: ["submission."])
    static let nothingRuns = Absence(
        reason: "nothing is run by this program",
        places: [
            "before.", "action.", "probe.", "compensation.", "saga.", "conclusion.", "timer.",
            "signal.", "child.",
        ])
    static let nothingArchived = Absence(
        reason: "nothing ends here",
        places: ["archive.beforeCommit", "archive.afterCommit", "archive.afterRemove"])
    static let nothingRecovered = Absence(
        reason: "the journal has no sagas that are under way",
        places: ["recovery.definition", "recovery.resumed"])
    static let nothingRead = Absence(
        reason: "no definition is read: what is accepted here is known",
        places: ["recovery.definition"])
    static let nothingStarted = Absence(
        reason: "nothing has started before", places: ["recovery.resumed"])
    static let nobodyOperates = Absence(
        reason: "no operator acts here", places: ["operator.", "migration."])
    static let noMigration = Absence(reason: "nothing is migrated here", places: ["migration."])
    static let noSchedules = Absence(reason: "there are no schedules here", places: ["schedule."])
    static let noFamily = Absence(
        reason: "the workflow has no children, questions or pauses",
        places: ["child.", "signal."])
    static let noRead = Absence(
        reason: "the workflow reads nothing before it acts", places: ["before."])
    static let noDoubt = Absence(reason: "no outcome is unknown", places: ["probe."])
    static let noPause = Absence(
        reason: "whether something waits is left to chance", places: ["timer."])
    static let nothingUndone = Absence(
        reason: "nothing is undone",
        places: ["compensation.", "saga.compensating", "saga.compensated"])
    static let nothingParked = Absence(reason: "nothing is parked", places: ["saga.parked"])
}
