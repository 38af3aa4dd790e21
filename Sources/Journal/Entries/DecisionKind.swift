extension EntryWriter {
    /// Which decision, and what it is about.
    mutating func decision(_ decision: OperatorDecision) {
        byte(DecisionKind(of: decision).rawValue)
        if let step = decision.step { count(step) }
        switch decision {
        case .settle(_, let known): byte(known.rawValue)
        case .edit(_, let inputs): values(inputs)
        case .skip, .unskip, .compensate, .forward, .pause, .unpause: break
        }
    }
}

/// The numbers by which stored decisions are told apart; never reused.
enum DecisionKind: UInt8 {
    case skip = 1
    case unskip = 2
    case settle = 3
    case edit = 4
    case compensate = 5
    case forward = 6
    case pause = 7
    case unpause = 8

    init(of decision: OperatorDecision) {
        self =
            switch decision {
            case .skip: .skip
            case .unskip: .unskip
            case .settle: .settle
            case .edit: .edit
            case .compensate: .compensate
            case .forward: .forward
            case .pause: .pause
            case .unpause: .unpause
            }
    }
}

extension EntryReader {
    mutating func decision() throws(JournalError) -> OperatorDecision {
        guard let kind = DecisionKind(rawValue: try byte()) else {
            throw Self.damaged("its decision is not known")
        }
        switch kind {
        case .skip: return .skip(step: try index())
        case .unskip: return .unskip(step: try index())
        case .settle:
            let step = try index()
            guard let known = OperatorDecision.SettledAs(rawValue: try byte()) else {
                throw Self.damaged("what its decision says of a step is not known")
            }
            return .settle(step: step, known)
        case .edit:
            let step = try index()
            return .edit(step: step, inputs: try values())
        case .compensate: return .compensate
        case .forward: return .forward(step: try index())
        case .pause: return .pause
        case .unpause: return .unpause
        }
    }
}
