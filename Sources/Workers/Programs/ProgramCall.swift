/// A program to run, with everything that it is given.
package struct ProgramCall: Hashable, Sendable {
    /// Where the program is: an absolute path, which is not searched for.
    package var path: String
    /// Its arguments after its own name, each handed over as it is; no shell reads them.
    package var arguments: [String]
    /// All of its environment: nothing of the engine's own is added, not even `PATH`.
    package var environment: [String: String]
    /// What it can read from its standard input, which ends after that.
    package var standardInput: [UInt8]
    /// How long it has, from its start.
    package var timeout: Duration

    /// Puts a call together.
    package init(
        path: String, arguments: [String] = [], environment: [String: String] = [:],
        standardInput: [UInt8] = [], timeout: Duration
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.standardInput = standardInput
        self.timeout = timeout
    }

    /// Why no program can be started with this, in words; `nil` if nothing speaks against it.
    var problem: String? {
        guard path.hasPrefix("/") else { return "the program's path is not absolute" }
        // C ends a text at its first zero, so that the program would be given another one.
        let texts = [path] + arguments + environment.keys + environment.values
        if texts.contains(where: { $0.utf8.contains(0) }) {
            return "the path, an argument or the environment contains a zero byte"
        }
        if environment.keys.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) {
            return "a name in the environment is empty or contains '='"
        }
        return nil
    }
}
