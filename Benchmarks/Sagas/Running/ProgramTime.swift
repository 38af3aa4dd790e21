import Foundation

/// How long a program takes from its start to its end.
///
/// Not by `Process`, which takes up to 50 ms to notice that a program has ended.
enum ProgramTime {
    /// Runs a program that prints to nobody.
    static func milliseconds(
        _ path: String, _ arguments: [String], environment: [String: String]
    ) throws -> Double {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        let start = ContinuousClock.now
        var child = pid_t()
        guard posix_spawn(&child, path, &actions, nil, &words, &variables) == 0 else {
            throw BenchmarkFailure("\(path) cannot be started")
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        guard status == 0 else {
            throw BenchmarkFailure("\(arguments.first ?? path) ended with status \(status)")
        }
        return (ContinuousClock.now - start) / .seconds(1) * 1_000
    }
}
