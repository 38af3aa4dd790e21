import Foundation
import Testing

@testable import Workers

extension ProgramTests {
    /// What a program is given, and what it is not.
    @Suite struct GivenTests {
        @Test func inputThatNobodyReadsIsDropped() async {
            let input = [UInt8](repeating: 7, count: 4 << 20)
            let end = await run(
                ProgramCall(path: "/bin/true", standardInput: input, timeout: ample))
            #expect(end == .exited(code: 0, output: ProgramOutput(), errors: ""))
        }

        @Test func inputThatIsReadInPartIsDroppedAfterThat() async throws {
            let input = [UInt8](repeating: UInt8(ascii: "a"), count: 4 << 20)
            let text = try await output(of: shell("head -c 3", input: input))
            #expect(text == "aaa")
        }

        @Test(arguments: [0, 1, 65_536, 1 << 20])
        func inputComesBackFromCat(count: Int) async {
            let input = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let end = await run(
                ProgramCall(path: "/bin/cat", standardInput: input, timeout: ample))
            #expect(end == .exited(code: 0, output: ProgramOutput(input), errors: ""))
        }

        @Test(arguments: [
            [:], ["A": "1"], ["PATH": "/bin", "EMPTY": "", "WITH": "a=b c'd\"$(e)", "ÄÖ": "ü"],
        ])
        func theEnvironmentIsExactlyWhatIsGiven(variables: [String: String]) async throws {
            let text = try await output(
                of: ProgramCall(path: "/usr/bin/env", environment: variables, timeout: ample))
            let lines = text.split(separator: "\n").map(String.init)
            #expect(lines.sorted() == variables.map { "\($0.key)=\($0.value)" }.sorted())
        }

        @Test func argumentsAreHandedOverAsTheyAre() async throws {
            let arguments = [
                "plain", "", "two words", "'single'", "\"double\"", "line\nend\n", "$(echo no)",
                "`echo no`", "$HOME", "a;b", "a&&b|c>d", "*", "~", "\\n", "--", "-e", "ß🙂", "\t",
            ]
            let text = try await output(of: shell("printf '%s\\0' \"$@\"", arguments))
            let parts = text.split(separator: "\0", omittingEmptySubsequences: false)
            #expect(parts.dropLast().map(String.init) == arguments)
        }

        @Test func noDescriptorIsInherited() async throws {
            // One as a careless library leaves it, and one far up.
            let low = open("/dev/null", O_RDONLY)
            let high = fcntl(low, F_DUPFD, 700)
            defer {
                close(low)
                close(high)
            }
            #expect(high >= 700)
            let text = try await output(
                of: ProgramCall(path: "/bin/ls", arguments: ["/proc/self/fd"], timeout: ample))
            // The last is the folder that it reads.
            #expect(text == "0\n1\n2\n3\n")
        }

        @Test func signalsAreAsByDefault() async throws {
            signal(SIGUSR2, SIG_IGN)
            let text = try await output(
                of: ProgramCall(
                    path: "/bin/grep", arguments: ["-E", "^Sig(Blk|Ign):", "/proc/self/status"],
                    timeout: ample))
            // glibc leaves 32 and 33, which are its own, ignored in whatever it starts.
            let own: UInt64 = 1 << 31 | 1 << 32
            let masks = text.split(separator: "\n").map { line in
                UInt64(line.suffix(16), radix: 16).map { $0 & ~own }
            }
            #expect(masks == [0, 0])
        }

        @Test func itLeadsAGroupAndASession() async throws {
            let text = try await output(of: shell("exec cat /proc/self/stat"))
            // pid, name, state, parent, group, session, terminal
            let fields = text.split(separator: " ").map(String.init)
            #expect(fields[4] == fields[0])
            #expect(fields[5] == fields[0])
            #expect(fields[6] == "0")
        }
    }
}
