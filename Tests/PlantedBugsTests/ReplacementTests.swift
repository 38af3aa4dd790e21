import PlantedBugs
import Testing

/// How bugs take the place of what stands in a file.
struct ReplacementTests {
    private static let text = """
        func start() {
            guard count > 1 else { return }
            if isReady {
                count += 1
                run()
            }
        }
        """

    private func bug(
        _ form: PlantedBug.Form, _ stands: String, _ bug: String, name: String = "bug"
    ) -> PlantedBug {
        PlantedBug(
            name: name, file: "Sources/Target/File.swift", form: form, stands: stands, bug: bug,
            breaks: "P1", harness: .simulation)
    }

    private func isOn(_ name: String = "bug") -> String {
        "PlantedBug.isOn(\(bug(.raw, "", "", name: name).number))"
    }

    @Test("an expression becomes a choice")
    func expression() {
        let planted = Replacement(of: [bug(.expression, "count > 1", "true")], in: Self.text)
        #expect(planted.mistakes.isEmpty)
        #expect(planted.text.contains("guard (\(isOn()) ? (true) : (count > 1)) else"))
    }

    @Test("statements become branches, however far they are indented")
    func statement() {
        let planted = Replacement(
            of: [bug(.statement, "count += 1\nrun()", "run()")], in: Self.text)
        #expect(planted.mistakes.isEmpty)
        #expect(
            planted.text.contains(
                "if \(isOn()) {\nrun()\n} else {\ncount += 1\n        run()\n}"))
    }

    @Test("raw text asks by itself whether the bug is on")
    func raw() {
        let planted = Replacement(
            of: [bug(.raw, "if isReady {", "if isReady, !planted {")], in: Self.text)
        #expect(planted.text.contains("if isReady, !\(isOn()) {"))
    }

    @Test("bugs of the same text stand inside one another")
    func sameText() {
        let planted = Replacement(
            of: [
                bug(.expression, "count > 1", "true", name: "first"),
                bug(.expression, "count > 1", "false", name: "second"),
            ], in: Self.text)
        #expect(planted.mistakes.isEmpty)
        #expect(
            planted.text.contains(
                "(\(isOn("second")) ? (false) : ((\(isOn("first")) ? (true) : (count > 1))))"))
    }

    @Test(
        "what does not apply is left out, and said",
        arguments: [
            (PlantedBug.Form.expression, "count > 2", "true", Replacement.Mistake.notFound),
            (.expression, "count", "0", .ambiguous(2)),
            (.statement, "count += 1\nstop()", "", .notFound),
            (.raw, "if isReady {", "if true {", .unguarded),
            (.expression, "", "true", .notFound),
        ])
    func mistake(
        form: PlantedBug.Form, stands: String, text: String, mistake: Replacement.Mistake
    ) {
        let planted = Replacement(of: [bug(form, stands, text)], in: Self.text)
        #expect(planted.mistakes == ["bug": mistake])
        #expect(planted.text == Self.text)
    }

    @Test("bugs that overlap do not both apply")
    func overlap() {
        let planted = Replacement(
            of: [
                bug(.statement, "count += 1\nrun()", "run()", name: "first"),
                bug(.expression, "count += 1", "()", name: "second"),
            ], in: Self.text)
        #expect(planted.mistakes == ["second": .overlaps("first")])
    }
}
