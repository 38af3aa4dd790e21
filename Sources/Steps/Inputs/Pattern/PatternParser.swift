/// Turns the text of a ``Pattern`` into its states.
struct PatternParser {
    /// An automaton of more states would take long for long texts.
    static let maximumStates = 10_000
    private static let maximumDepth = 50

    private typealias State = Pattern.State

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func parse() throws(InputError) -> [Pattern.State] {
        if peek == "^" { position += 1 }
        let states = try alternatives()
        guard position == scalars.count else { throw InputError("a ')' closes nothing") }
        return states + [.match]
    }

    private var peek: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private mutating func take() throws(InputError) -> Unicode.Scalar {
        guard let scalar = peek else { throw InputError("the pattern ends too soon") }
        position += 1
        return scalar
    }

    // MARK: States, whose targets count from their own beginning

    private mutating func alternatives() throws(InputError) -> [State] {
        var result = try sequence()
        while peek == "|" {
            position += 1
            let other = try sequence()
            // split → result, jump over other; other
            result =
                [.split(1, result.count + 2)] + Self.moved(result, by: 1)
                + [.jump(result.count + other.count + 2)]
                + Self.moved(other, by: result.count + 2)
            try checkSize(result.count)
        }
        return result
    }

    private mutating func sequence() throws(InputError) -> [State] {
        var result: [State] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            if scalar == "$", position == scalars.count - 1 {
                position += 1
                break
            }
            let part = try repeated(try atom())
            try checkSize(result.count + part.count)
            result += Self.moved(part, by: result.count)
        }
        return result
    }

    private mutating func atom() throws(InputError) -> [State] {
        let scalar = try take()
        switch scalar {
        case "(": return try group()
        case "[": return [.one(try characterClass())]
        case ".": return [.one(.any)]
        case "\\": return [.one(try escape())]
        case "*", "+", "?", "{": throw InputError("'\(scalar)' in a pattern repeats nothing")
        case "^", "$": throw InputError("'\(scalar)' is understood at the ends of a pattern alone")
        default: return [.one(.only(scalar))]
        }
    }

    private mutating func group() throws(InputError) -> [State] {
        depth += 1
        guard depth <= Self.maximumDepth else { throw InputError("groups are nested too deeply") }
        if peek == "?" {
            position += 1
            guard try take() == ":" else {
                throw InputError("of the groups that start with '(?', only '(?:' is understood")
            }
        }
        let states = try alternatives()
        guard peek == ")" else { throw InputError("a '(' is never closed") }
        position += 1
        depth -= 1
        return states
    }

    private mutating func repeated(_ atom: [State]) throws(InputError) -> [State] {
        var result = atom
        while let scalar = peek {
            let (least, most): (Int, Int?)
            switch scalar {
            case "*": (least, most) = (0, nil)
            case "+": (least, most) = (1, nil)
            case "?": (least, most) = (0, 1)
            case "{": (least, most) = try counts()
            default: return result
            }
            if scalar != "{" { position += 1 }
            // Greedy or not makes no difference to whether the whole text matches.
            if peek == "?" { position += 1 }
            try checkSize((result.count + 2) * max(least + 1, most ?? 1))
            result = Self.repeated(result, least, most)
        }
        return result
    }

    private static func repeated(_ part: [State], _ least: Int, _ most: Int?) -> [State] {
        var result: [State] = []
        for _ in 0..<least { result += moved(part, by: result.count) }
        guard let most else {
            let start = result.count
            return result + [.split(start + 1, start + part.count + 2)]
                + moved(part, by: start + 1) + [.jump(start)]
        }
        // Whoever leaves early leaves all the rest at once: were each of them passed one by one,
        // every character of `[a-z]{1,64}` would cost as many steps.
        let spare = max(least, most) - least
        let end = result.count + spare * (part.count + 1)
        for _ in 0..<spare {
            let start = result.count
            result += [.split(start + 1, end)] + moved(part, by: start + 1)
        }
        return result
    }

    /// `{m}`, `{m,}` or `{m,n}`.
    private mutating func counts() throws(InputError) -> (Int, Int?) {
        position += 1
        let least = try number()
        var most: Int? = least
        if peek == "," {
            position += 1
            most = peek == "}" ? nil : try number()
        }
        guard try take() == "}", most.map({ $0 >= least }) ?? true else {
            throw InputError("a '{' in a pattern is not followed by counts such as {1,64}")
        }
        return (least, most)
    }

    private mutating func number() throws(InputError) -> Int {
        var number: Int?
        while let scalar = peek, let digit = Int(String(scalar)), scalar.isASCII {
            number = (number ?? 0) * 10 + digit
            guard (number ?? 0) <= 1_000 else {
                throw InputError("a pattern repeats at most 1,000 times")
            }
            position += 1
        }
        guard let number else {
            throw InputError("a '{' in a pattern is not followed by counts such as {1,64}")
        }
        return number
    }

    private static func moved(_ states: [State], by offset: Int) -> [State] {
        states.map { state in
            switch state {
            case .split(let first, let second): .split(first + offset, second + offset)
            case .jump(let target): .jump(target + offset)
            case .one, .match: state
            }
        }
    }

    private func checkSize(_ count: Int) throws(InputError) {
        guard count <= Self.maximumStates else {
            throw InputError("the pattern repeats too much")
        }
    }

    // MARK: Characters

    private mutating func escape() throws(InputError) -> ScalarSet {
        let scalar = try take()
        switch scalar {
        case "d": return .digits
        case "w": return .letters
        case "s": return .spaces
        case "D": return ScalarSet(ranges: ScalarSet.digits.ranges, isNegated: true)
        case "W": return ScalarSet(ranges: ScalarSet.letters.ranges, isNegated: true)
        case "S": return ScalarSet(ranges: ScalarSet.spaces.ranges, isNegated: true)
        case "t": return .only("\t")
        case "n": return .only("\n")
        case "r": return .only("\r")
        case _ where scalar.properties.isAlphabetic || scalar.properties.numericType != nil:
            throw InputError("'\\\(scalar)' in a pattern is not understood")
        default: return .only(scalar)
        }
    }

    private mutating func characterClass() throws(InputError) -> ScalarSet {
        var set = ScalarSet()
        if peek == "^" {
            position += 1
            set.isNegated = true
        }
        var isFirst = true
        while let scalar = peek, scalar != "]" || isFirst {
            isFirst = false
            position += 1
            guard scalar != "[" else { throw InputError("'[' in a class is written '\\['") }
            let start = scalar == "\\" ? try escape() : .only(scalar)
            guard !start.isNegated else {
                throw InputError("'\\D', '\\W' and '\\S' stand outside of classes alone")
            }
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.ranges += start.ranges
                continue
            }
            position += 1
            let next = try take()
            let end = next == "\\" ? try escape() : .only(next)
            guard let low = start.single, let high = end.single, low <= high else {
                throw InputError("a range of a class goes from a lower character to a higher one")
            }
            set.ranges.append(low...high)
        }
        guard peek == "]" else { throw InputError("a '[' is never closed") }
        position += 1
        return set
    }
}

extension ScalarSet {
    /// The character, if it is but one.
    fileprivate var single: UInt32? {
        guard !isNegated, ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
