internal import Journal
internal import Steps

/// What is run on real nodes, and what is looked at: found out on stub nodes.
struct LiveScript {
    /// A read whose answer must not change.
    struct Read {
        let title: String
        let call: Call
    }

    let inputs: [String: Value]
    /// All of them end with the saga undone.
    private(set) var schedules: [[Fault]] = []
    private(set) var reads: [Read] = []

    init(_ rehearsal: Rehearsal) throws {
        inputs = try rehearsal.sampleInputs()
        var found: (world: World, turn: Fault, play: Play)?
        for world in try rehearsal.worlds(inputs) where found == nil {
            let first = try rehearsal.play([], in: world, inputs)
            guard first.status == .completed else { continue }
            let actions = first.stage.places.filter(\.isAction).map(\.place)
            for place in actions.reversed() where found == nil {
                for kind in [FaultKind.cancelled, .rejected] where found == nil {
                    let turn = Fault(kind, at: place)
                    let play = try rehearsal.play([turn], in: world, inputs)
                    if play.status == .compensated { found = (world, turn, play) }
                }
            }
        }
        guard let found else {
            throw InputError(
                "on stub nodes this workflow is never completed and undone: say under "
                    + "'rehearsal' what the nodes hold")
        }
        schedules = [[found.turn]]
        // Kind by kind, with what few nodes stand last: nothing is run after it.
        for kind in FaultyExecutor.kinds {
            for (place, _) in found.play.stage.places where place != found.turn.place {
                let schedule = [Fault(kind, at: place), found.turn]
                let play = try rehearsal.play(schedule, in: found.world, inputs)
                note(play)
                // One that ends otherwise would leave the nodes changed.
                if play.status == .compensated { schedules.append(schedule) }
            }
        }
    }

    private mutating func note(_ play: Play) {
        for call in play.stage.reads {
            guard case .http(let request) = call.operation, let node = call.instance.node,
                play.isStable(request.path)
            else { continue }
            let title = "\(node): \(request.method) \(request.path)"
            if !reads.contains(where: { $0.title == title }) {
                reads.append(Read(title: title, call: call))
            }
        }
    }
}
