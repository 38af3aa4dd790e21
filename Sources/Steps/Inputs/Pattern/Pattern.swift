/// A regular expression that a whole text must match, in time that grows with the text alone.
///
/// The library's expressions try one way after the other, so that `(a+)+` takes years on forty
/// letters; this one follows all ways at once (Thompson: "Regular expression search algorithm",
/// 1968). It knows what such an automaton can: literals, `.`, classes, `\d \w \s` and their
/// opposites, groups, `|`, `? * + {m} {m,} {m,n}`; `^` and `$` only at the ends, where they change
/// nothing. There are no back-references and no looking around.
struct Pattern: Sendable {
    /// One step of the automaton.
    enum State: Hashable, Sendable {
        /// A character of the set leads to the next state.
        case one(ScalarSet)
        /// Both lead on.
        case split(Int, Int)
        case jump(Int)
        case match
    }

    private let states: [State]

    /// Compiles an expression.
    ///
    /// - Throws: ``InputError`` saying what it does not understand.
    init(_ text: String) throws(InputError) {
        var parser = PatternParser(text)
        states = try parser.parse()
    }

    /// Whether the whole text matches.
    func matches(_ text: String) -> Bool {
        var current = Reached(count: states.count)
        var next = Reached(count: states.count)
        follow(0, into: &current)
        for scalar in text.unicodeScalars {
            if current.order.isEmpty { return false }
            for index in current.order {
                guard case .one(let set) = states[index], set.contains(scalar) else { continue }
                follow(index + 1, into: &next)
            }
            swap(&current, &next)
            next.clear()
        }
        return current.order.contains { states[$0] == .match }
    }

    /// The states that can be reached, each once.
    private struct Reached {
        var order: [Int] = []
        var isIn: [Bool]
        /// States that are still to be followed.
        var pending: [Int] = []

        init(count: Int) {
            isIn = Array(repeating: false, count: count)
            order.reserveCapacity(16)
            pending.reserveCapacity(16)
        }

        mutating func clear() {
            for index in order { isIn[index] = false }
            order.removeAll(keepingCapacity: true)
        }
    }

    private func follow(_ start: Int, into reached: inout Reached) {
        reached.pending.append(start)
        while let index = reached.pending.popLast() {
            guard !reached.isIn[index] else { continue }
            reached.isIn[index] = true
            reached.order.append(index)
            switch states[index] {
            case .split(let first, let second):
                reached.pending.append(second)
                reached.pending.append(first)
            case .jump(let target): reached.pending.append(target)
            case .one, .match: break
            }
        }
    }
}
