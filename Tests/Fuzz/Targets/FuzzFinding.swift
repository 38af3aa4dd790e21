/// What a fuzz target found wrong: the rule that an input breaks, and how.
package struct FuzzFinding: Error, CustomStringConvertible {
    package let description: String

    /// Puts a finding together.
    init(_ description: String) {
        self.description = description
    }
}

/// Throws unless a rule holds.
func expect(
    _ holds: Bool, _ rule: @autoclosure () -> String
) throws(FuzzFinding) {
    guard !holds else { return }
    throw FuzzFinding(rule())
}

/// What a body returns that throws nothing but findings when all is well.
func expectNoError<Result>(
    _ rule: @autoclosure () -> String, _ body: () throws -> Result
) throws(FuzzFinding) -> Result {
    do {
        return try body()
    } catch {
        throw FuzzFinding("\(rule()): \(error)")
    }
}
