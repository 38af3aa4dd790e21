/// Checks in which order the steps of a workflow come, and what can be undone in it.
struct OrderRules {
    let steps: [StepDefinition]
    let graph: StepGraph

    var findings: [Finding] {
        let names = self.names
        guard names.isEmpty else { return names }
        guard graph.circle.isEmpty else { return [circle] }
        return pivots
    }

    private var names: [Finding] {
        var findings: [Finding] = []
        var known = Set<String>(minimumCapacity: steps.count)
        for (index, step) in steps.enumerated() where !known.insert(step.id).inserted {
            findings.append(
                Finding(
                    place(index)["id"],
                    "the id \(PrintableText.quoted(step.id)) is given more than once"))
        }
        for (index, step) in steps.enumerated() where findings.count < ProblemList.maximum {
            findings += needs(of: step, among: known, at: place(index)["needs"])
        }
        return findings
    }

    private func needs(
        of step: StepDefinition, among known: Set<String>, at place: Place
    ) -> [Finding] {
        var findings: [Finding] = []
        var seen: Set<String> = []
        for (index, name) in (step.needs ?? []).enumerated()
        where findings.count < ProblemList.maximum {
            let quoted = PrintableText.quoted(name)
            if name == step.id {
                findings.append(Finding(place[index], "\(quoted) needs itself"))
            } else if !known.contains(name) {
                findings.append(
                    Finding(
                        place[index], "\(quoted) names no step",
                        suggestion: Suggestion.nearest(to: name, among: known)))
            } else if !seen.insert(name).inserted {
                findings.append(Finding(place[index], "\(quoted) is given more than once"))
            }
        }
        return findings
    }

    private var circle: Finding {
        let way = (graph.circle + graph.circle.prefix(1)).map { steps[$0].id }
        let first = graph.circle.first ?? 0
        return Finding(
            place(first)["needs"],
            "steps need each other in a circle: \(way.joined(separator: " → "))")
    }

    /// There is one pivot; before it everything can be undone, and after it nothing has to be.
    private var pivots: [Finding] {
        let pivots = steps.indices.filter { steps[$0].recovery == .pivot }
        var findings = pivots.dropFirst().map { index in
            Finding(
                place(index)["class"],
                "a workflow has one pivot, and '\(steps[pivots[0]].id)' is it already")
        }
        let pivot = pivots.first
        for (index, step) in steps.enumerated()
        where step.recovery != .pivot && findings.count < ProblemList.maximum {
            findings += self.findings(of: step, index, pivot: pivot)
        }
        return findings
    }

    private func findings(of step: StepDefinition, _ index: Int, pivot: Int?) -> [Finding] {
        guard let pivot else {
            guard step.recovery == .retriable else { return [] }
            return [
                Finding(
                    place(index)["class"],
                    "a step of class 'retriable' comes after one of class 'pivot'")
            ]
        }
        let name = steps[pivot].id
        switch (step.recovery, graph.isBefore(pivot, index), graph.isBefore(index, pivot)) {
        case (.compensatable, true, _):
            return [
                Finding(
                    place(index),
                    "comes after the pivot '\(name)', so it must be of class 'retriable': "
                        + "nothing is undone any more")
            ]
        case (.retriable, false, _):
            return [
                Finding(
                    place(index)["class"],
                    "a step of class 'retriable' comes after the pivot, and this one does not "
                        + "need '\(name)'")
            ]
        case (.compensatable, false, false):
            return [
                Finding(
                    place(index),
                    "runs beside the pivot '\(name)': the pivot must need it, for nothing is "
                        + "undone once the pivot is done")
            ]
        default: return []
        }
    }

    private func place(_ index: Int) -> Place {
        Place.root["steps"][index]
    }
}
