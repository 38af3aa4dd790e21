internal import Journal
internal import Steps

/// How calls are built from a saga's state.
extension SagaMachine {
    /// - Throws: ``TemplateError`` if the call refers to something that has no value.
    func call(
        _ attempt: Attempt, in cluster: ClusterDefinition
    ) throws(TemplateError) -> Call {
        let instance = instance(attempt.step)
        guard let pinned = pinned(attempt.step).call(attempt.kind) else {
            preconditionFailure("saga \(id): step \(instance) has no \(attempt.kind)")
        }
        let call = pinned.definition
        let step = attempt.step
        // Written out here, the scope needs no copy of the saga.
        let operation = try call.operation.filled {
            value(of: $0, seenFrom: step, nil, in: cluster)
        }
        var captures = pinned.captures
        // Whether it is this very action that the probe sees.
        if attempt.kind == .probe, keepsBarrier(step, in: cluster) { captures.insert(.barrier) }
        return Call(
            saga: id, instance: instance, kind: attempt.kind,
            direction: direction(step, attempt.kind), attempt: attempt.number,
            operation: operation, statuses: call.statuses,
            timeout: call.timeout, captures: captures)
    }

    /// What a call that cannot be built means.
    func unbuildable(_ index: Int, _ kind: CallKind, _ error: TemplateError) -> Fact {
        let reason = "the \(kind) cannot be built: \(error)"
        // Going backward it has to wait for an operator, and the other steps go on meanwhile.
        let isUnknown = hasTurned || steps[index].isDoubtful
        return .stepSettled(step: index, isUnknown ? .unknown : .rejected, reason: reason)
    }

    func scope(
        ofStep index: Int?, reply: CapturedReply? = nil, in cluster: ClusterDefinition? = nil
    ) -> Scope {
        { value(of: $0, seenFrom: index, reply, in: cluster) }
    }

    /// Whether a condition holds as a step sees it.
    func holds(_ condition: Condition, for index: Int, in cluster: ClusterDefinition) -> Bool {
        // Written out here, the scope needs no copy of the saga.
        condition.holds { value(of: $0, seenFrom: index, nil, in: cluster) }
    }

    func value(
        of reference: Reference, seenFrom index: Int?, _ reply: CapturedReply?,
        in cluster: ClusterDefinition?
    ) -> Value? {
        switch reference {
        case .input(let name):
            return index.flatMap { steps[$0].inputs[name] } ?? acceptance.inputs[name]
                ?? definition.workflow.inputs[name]?.default
        case .item: return index.flatMap { instance($0).item?.value }
        case .sagaID: return .string(id.description)
        case .sagaTimestamp: return .integer(Int64(id.microseconds))
        case .nodeName: return index.flatMap { instance($0).node }.map { .string($0) }
        case .nodeTimestamps:
            guard let cluster, let node = index.flatMap({ instance($0).node }) else { return nil }
            return cluster.storesTimestamps(node).map { .bool($0) }
        case .before(let path): return index.flatMap { steps[$0].before?[path] }
        case .reply(let path): return reply?[path]
        case .stepReply(let step, let path): return replyOfStep(step, seenFrom: index)?[path]
        case .stepOutput(let step, let name):
            let output = definition.workflow.steps[definition.index(of: step)].output[name]
            return output.flatMap { replyOfStep(step, seenFrom: index)?[$0] }
        }
    }

    /// The reply of a step on the same node and for the same item, or of one that runs once.
    private func replyOfStep(_ step: String, seenFrom index: Int?) -> CapturedReply? {
        let range = plan.ranges[definition.index(of: step)]
        if range.count == 1 { return steps[range.lowerBound].reply }
        guard let here = index.map({ instance($0) }) else { return nil }
        let same = range.first { candidate in
            let other = instance(candidate)
            return other.node == here.node && other.item == here.item
        }
        return same.flatMap { steps[$0].reply }
    }
}

extension Operation {
    /// The operation with its references filled in.
    fileprivate func filled(in scope: Scope) throws(TemplateError) -> Call.Operation {
        switch self {
        case .http(let request): return .http(try request.filled(in: scope))
        case .program(let name, let arguments):
            var texts: [String] = []
            for argument in arguments { texts.append(try argument.text(in: scope) ?? "") }
            return .program(name: name, arguments: texts)
        case .registered(let name, let input):
            return .registered(name: name, input: try input?.json(in: scope))
        case .sleep, .signal, .saga:
            preconditionFailure("what the engine sees to itself is not called")
        }
    }
}

extension HTTPRequestDefinition {
    fileprivate func filled(in scope: Scope) throws(TemplateError) -> Call.Request {
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(self.headers.count + 1)
        for (name, template) in self.headers.sorted(by: { $0.key < $1.key }) {
            guard let value = try template.text(in: scope) else { continue }
            // A line break in a value would start another header.
            guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { throw TemplateError("header '\(name)' would have a control character") }
            headers.append((name, value))
        }
        let (text, type) = try body(in: scope)
        if let type, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            headers.append(("Content-Type", type))
        }
        return Call.Request(
            method: method, path: try path.escapedPath(in: scope), headers: headers, body: text,
            bearer: bearer)
    }

    /// The body, and what it is.
    private func body(in scope: Scope) throws(TemplateError) -> (text: String?, type: String?) {
        switch body {
        case .json(let json)?: (try json.json(in: scope), "application/json")
        case .text(let text)?: (try text.text(in: scope), "text/plain; charset=utf-8")
        case nil: (nil, nil)
        }
    }
}

extension Template {
    /// The text as a path: what is filled in cannot add segments, queries or fragments.
    func escapedPath(in scope: Scope) throws(TemplateError) -> String {
        var path = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): path += literal
            case .reference(let reference, let optional):
                if let value = scope(reference) {
                    path += value.description.percentEncoded
                } else if !optional {
                    throw TemplateError("'${\(reference)}' has no value")
                }
            }
        }
        return path
    }
}

extension String {
    /// With everything escaped but the unreserved characters of RFC 3986; `.` and `..` as well,
    /// since a path with them would mean another place.
    fileprivate var percentEncoded: String {
        if self == "." || self == ".." { return replacing(".", with: "%2E") }
        if utf8.allSatisfy(\.isUnreserved) { return self }
        var encoded = ""
        for byte in utf8 {
            if byte.isUnreserved {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}

extension UInt8 {
    fileprivate var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
