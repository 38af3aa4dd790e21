import Foundation
import Testing

@testable import Workers

extension ProgramTests {
    @Suite struct NotStartedTests {
        @Test(arguments: [
            ("sh", "the program's path is not absolute"),
            ("", "the program's path is not absolute"),
            ("./sh", "the program's path is not absolute"),
            ("/nowhere/to/be/found", "the program cannot be started: No such file or directory"),
            ("/etc/passwd/file", "the program cannot be started: Not a directory"),
            ("/tmp", "the program cannot be started: Permission denied"),
            ("/etc/passwd", "the program cannot be started: Permission denied"),
            ("/bin/sh\0", "the path, an argument or the environment contains a zero byte"),
        ])
        func thePathLeadsToNoProgram(path: String, reason: String) async {
            let end = await run(ProgramCall(path: path, timeout: ample))
            #expect(end == .notStarted(reason))
        }

        @Test(arguments: ["#!/nowhere/interpreter\n", "no program\n", ""])
        func aFileThatIsNoProgramIsNotRunByAShell(text: String) async throws {
            try await withFolder { folder in
                let path = folder + "/program"
                // Written by a process of its own: a file that is open for writing cannot be run.
                let writing = "cat >\"$1\" && chmod 755 \"$1\""
                _ = try await output(of: shell(writing, [path], input: Array(text.utf8)))
                let end = await run(ProgramCall(path: path, timeout: ample))
                guard case .notStarted = end else { throw UnexpectedEnd(end: end) }
            }
        }

        @Test func aScriptIsRunByItsInterpreter() async throws {
            try await withFolder { folder in
                let path = folder + "/with space"
                let writing = "cat >\"$1\" && chmod 755 \"$1\""
                let script = Array("#!/bin/sh\necho \"$0\" \"$1\"\n".utf8)
                _ = try await output(of: shell(writing, [path], input: script))
                let text = try await output(
                    of: ProgramCall(path: path, arguments: ["a  b"], timeout: ample))
                #expect(text == "\(path) a  b\n")
            }
        }

        @Test func argumentsThatAreTooLong() async {
            let end = await run(
                ProgramCall(
                    path: "/bin/true", arguments: [String(repeating: "x", count: 8 << 20)],
                    timeout: ample))
            #expect(end == .notStarted("the program cannot be started: Argument list too long"))
        }

        @Test(arguments: [["A": "b\0c"], ["A\0B": ""], ["": "x"], ["A=B": "x"]])
        func anEnvironmentThatCannotBeGiven(variables: [String: String]) async {
            let end = await run(
                ProgramCall(path: "/bin/true", environment: variables, timeout: ample))
            guard case .notStarted = end else {
                Issue.record("\(end)")
                return
            }
        }
    }
}
