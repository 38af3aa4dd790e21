package import TestProcesses

/// Something is not as it has to be for a test to go on.
package struct Unexpected: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// A value that has to be there.
package func found<Value>(_ value: Value?, _ what: String) throws -> Value {
    guard let value else { throw Unexpected("there is not \(what)") }
    return value
}

extension CommandResult {
    /// The result itself, if its exit code is among those that are expected.
    @discardableResult
    package func ending(_ codes: Int32...) throws -> CommandResult {
        guard codes.contains(code) else { throw Unexpected("\(self)") }
        return self
    }
}
