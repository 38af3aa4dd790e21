internal import Journal
internal import Steps

/// How requests are built from a saga's state.
extension SagaMachine {
    /// - Throws: ``TemplateError`` if the request refers to something that has no value.
    func call(
        _ index: Int, _ kind: CallKind, number: Int, in cluster: ClusterDefinition
    ) throws(TemplateError) -> Call {
        let instance = plan[index]
        guard let request = definition.step(of: instance).request(kind) else {
            preconditionFailure("saga \(id): step \(instance) has no \(kind)")
        }
        let scope = scope(ofStep: index, in: cluster)
        var headers: [(name: String, value: String)] = []
        for (name, template) in request.headers.sorted(by: { $0.key < $1.key }) {
            guard let value = try template.text(in: scope) else { continue }
            // A line break in a value would start another header.
            guard !value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else { throw TemplateError("header '\(name)' would have a control character") }
            headers.append((name, value))
        }
        var body: String?
        if let json = request.json {
            body = try json.json(in: scope)
            headers.append(("Content-Type", "application/json"))
        }
        return Call(
            saga: id, instance: instance, kind: kind, attempt: number,
            request: Call.Request(
                method: request.method, path: try request.path.escapedPath(in: scope),
                headers: headers, body: body),
            statuses: request.statuses, timeout: request.timeout,
            captures: definition.captures(of: instance, kind))
    }

    /// What a request that cannot be built means.
    func unbuildable(_ index: Int, _ kind: CallKind, _ error: TemplateError) -> Fact {
        let reason = "the \(kind) request cannot be built: \(error)"
        if hasTurned { return .sagaParked(reason: "\(plan[index]): \(reason)") }
        return .stepSettled(
            step: index, steps[index].isDoubtful ? .unknown : .rejected, reason: reason)
    }

    func scope(
        ofStep index: Int?, reply: CapturedReply? = nil, in cluster: ClusterDefinition? = nil
    ) -> Scope {
        { reference in
            switch reference {
            case .input(let name): acceptance.inputs[name]
            case .sagaID: .string(id.description)
            case .sagaTimestamp: .integer(Int64(id.microseconds))
            case .nodeName: index.map { .string(plan[$0].node) }
            case .nodeTimestamps:
                index.flatMap { cluster?.nodes[plan[$0].node] }.map { .bool($0.timestamps) }
            case .before(let path): index.flatMap { steps[$0].before?[path] }
            case .reply(let path): reply?[path]
            case .stepReply(let step, let path): replyOfStep(step, seenFrom: index)?[path]
            }
        }
    }

    /// The reply of a step on the same node, or of one that runs on a single node.
    private func replyOfStep(_ step: String, seenFrom index: Int?) -> CapturedReply? {
        let instances = plan.indices.filter { plan[$0].step == step }
        let same = instances.first { candidate in
            index.map { plan[$0].node == plan[candidate].node } ?? false
        }
        let only = instances.count == 1 ? instances.first : nil
        return (same ?? only).flatMap { steps[$0].reply }
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
        var encoded = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}
