internal import Steps

extension FuzzTarget {
    /// Workflow files, their schedules included, and definitions as they are stored.
    static let workflows = FuzzTarget("workflows", longest: 4_096, stretchedTo: 1 << 17) {
        bytes throws(FuzzFinding) in
        try storedWorkflow(bytes)
        let workflow: WorkflowDefinition
        do throws(DefinitionError) {
            workflow = try WorkflowDecoder.decode(text(bytes), file: "w.yaml")
        } catch {
            return try problemsAreFitToShow(error)
        }
        let stored = try expectNoError("a workflow can be stored") { try workflow.canonicalJSON() }
        let restored = try expectNoError("a stored workflow can be read") {
            try WorkflowDefinition(canonicalJSON: stored)
        }
        try expect(restored == workflow, "a stored workflow is the same")
        let again = try? restored.canonicalJSON()
        try expect(again == stored, "a workflow that is stored twice has one hash")
        _ = try expectNoError("what was read is valid") { try WorkflowValidator.validate(restored) }
        _ = try expectNoError("inputs that are read can be checked") {
            try SubmissionInputs(of: workflow)
        }
        try scheduleComes(workflow.schedule)
    }

    /// Cluster files.
    static let clusters = FuzzTarget("clusters", longest: 4_096, stretchedTo: 1 << 17) {
        bytes throws(FuzzFinding) in
        let text = text(bytes)
        let cluster: ClusterDefinition
        do throws(DefinitionError) {
            cluster = try ClusterDecoder.decode(text, file: "c.yaml")
        } catch {
            return try problemsAreFitToShow(error)
        }
        let second = try? ClusterDecoder.decode(text, file: "c.yaml")
        try expect(cluster == second, "a file means one cluster")
        let looks = ClusterDecoder.looksLikeCluster(text)
        try expect(looks, "a cluster looks like a cluster")
    }

    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// What others have written in place of a definition is refused, or is one.
    private static func storedWorkflow(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard bytes.first == UInt8(ascii: "{"),
            let workflow = try? WorkflowDefinition(canonicalJSON: bytes)
        else { return }
        let stored = try expectNoError("what was stored can be stored") {
            try workflow.canonicalJSON()
        }
        let restored = try expectNoError("what was stored again can be read") {
            try WorkflowDefinition(canonicalJSON: stored)
        }
        try expect(restored == workflow, "what is stored again is the same")
        try? WorkflowValidator.validate(workflow)
    }

    private static func scheduleComes(_ schedule: ScheduleDefinition?) throws(FuzzFinding) {
        guard let schedule else { return }
        let moment = Timestamp(rawValue: 1_700_000_000_000)
        guard let next = schedule.next(after: moment) else { return }
        try expect(next > moment, "a schedule goes on")
    }

    private static func problemsAreFitToShow(_ error: DefinitionError) throws(FuzzFinding) {
        try expect((1...50).contains(error.problems.count), "there are problems, and not too many")
        for problem in error.problems {
            let text = problem.description
            try expect(text.utf8.count < 4_000, "a problem is short")
            try expect(
                text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
                "a problem is one line without escapes: \(text)")
            try expect(!problem.message.isEmpty, "a problem says something")
        }
    }
}
