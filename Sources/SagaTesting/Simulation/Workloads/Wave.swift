internal import SagaEngine
internal import Steps

/// Sagas that are submitted together.
struct Wave {
    let moment: Milliseconds
    let job: String
    let workflow: WorkflowDefinition
    var submissions: [Submission]
    /// Whether they are submitted twice.
    let isRepeated: Bool
    /// What the client was told.
    var receipts: [String: SagaID] = [:]
    var isAcknowledged = false

    var keys: [String] { submissions.map(\.key) }

    /// All sagas of a simulation, early enough that most of its time goes wrong for them.
    static func all(
        of subjects: [SimulatedSubject], options: SimulationOptions, _ plan: FaultPlan
    ) throws -> [Wave] {
        var waves: [Wave] = []
        var number = 1
        while number <= options.sagas {
            var dice = plan.dice("w\(number)")
            let count = min(1 + dice.roll(16), options.sagas - number + 1)
            guard let subject = dice.pick(subjects) else { return [] }
            let span = Int(options.faultTime.rawValue) / 20
            var wave = Wave(
                moment: Milliseconds(rawValue: Int64(dice.roll(max(1, span)))),
                job: "job\(dice.roll(3))", workflow: subject.workflow, submissions: [],
                isRepeated: dice.roll(8) == 0)
            for number in number..<number + count {
                var dice = plan.dice("s\(number)")
                guard options.onlySagas?.contains(number) ?? true else { continue }
                let inputs = try subject.workflow.checkedInputs(subject.inputs(number))
                let delay = Milliseconds.seconds(Int64(dice.roll(300)))
                wave.submissions.append(
                    Submission(
                        key: "s\(number)", inputs: inputs, priority: 1 + dice.roll(5),
                        notBefore: dice.roll(10) == 0
                            ? SimulatedClock.origin + wave.moment + delay : nil))
            }
            if !wave.submissions.isEmpty { waves.append(wave) }
            number += count
        }
        return waves
    }
}
