import Foundation

/// A process whose output goes to a file, so that it can die at any moment and nothing is lost.
struct Child {
    let pid: pid_t

    struct NotStarted: Error, CustomStringConvertible {
        let description: String
    }

    init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], output: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        // Processes that die of what they find are counted, not looked into.
        let quiet = ["SWIFT_BACKTRACE": "enable=no"].merging(environment) { _, new in new }
        let all = ProcessInfo.processInfo.environment.merging(quiet) { _, new in new }
        var settings = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, path, &actions, nil, &words, &settings)
        guard code == 0 else {
            throw NotStarted(description: "\(path): \(String(cString: strerror(code)))")
        }
        self.pid = pid
    }

    /// Waits for its end; `nil` if it ended well, else how.
    func failure() -> String? {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        if signal != 0 { return "ended by signal \(signal)" }
        let code = status >> 8 & 0xff
        return code == 0 ? nil : "ended with code \(code)"
    }
}
