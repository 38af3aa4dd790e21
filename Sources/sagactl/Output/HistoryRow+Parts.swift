internal import Journal
internal import Steps

extension Acceptance {
    /// What it is, in a few words.
    var words: String {
        let place = nodes.isEmpty ? "" : " on " + nodes.joined(separator: ", ")
        let origin =
            parent.map { ", for saga \($0.saga)" } ?? schedule.map { ", by schedule \($0)" }
        return "\(workflow) \(key) of job \(job)\(place)\(origin ?? "")"
    }

    /// All of it, with the names of the locks that follow from it.
    func json(locks: [String]) -> JSONObject {
        var object = JSONObject()
        object.add("workflow", workflow)
        object.add("definition", definition.description)
        object.add("job", job)
        object.add("key", key)
        object.add("inputs", inputs)
        object.add("nodes", nodes)
        object.add("priority", priority)
        object.add("notBefore", notBefore)
        if let parent {
            object.add("parent", parent.json)
        } else {
            object.add("parent", Value?.none)
        }
        object.add("schedule", schedule)
        object.add("locks", locks)
        return object
    }
}

extension ParentStep {
    fileprivate var json: JSONObject {
        var object = JSONObject()
        object.add("saga", saga.description)
        object.add("step", step)
        object.add("kind", kind.description)
        return object
    }
}

extension Signal {
    /// All of it.
    var json: JSONObject {
        var object = JSONObject()
        object.add("name", name)
        object.add("accepted", accepted)
        object.add("values", values)
        object.add("by", by)
        return object
    }
}

extension OperatorDecision {
    /// Who decided what, and why.
    func words(by: String, reason: String) -> String {
        var what = word
        if case .settle(_, let known) = self { what += " \(known)" }
        if case .edit(_, let inputs) = self {
            what += inputs.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        }
        return "\(what) by \(by)" + (reason.isEmpty ? "" : ": \(reason)")
    }

    /// All of it.
    func json(by: String, reason: String) -> JSONObject {
        var object = JSONObject()
        object.add("decision", word)
        object.add("by", by)
        object.add("reason", reason)
        if case .edit(_, let inputs) = self { object.add("inputs", inputs) }
        return object
    }
}
