import Foundation
import Synchronization

/// Starts a process with pipes on its output.
///
/// Not `Foundation.Process`: signals must have their defaults in the child, it leads a process
/// group, so that what it starts can be ended with it, and nothing may run on a run loop.
enum Spawn {
    struct Started {
        let pid: pid_t
        let output: Int32
        let errors: Int32
        /// To be written to and closed; nil if the input is empty.
        let input: Int32?
    }

    struct Failed: Error {
        let path: String
        let reason: String
    }

    /// One start at a time: until they are marked, the ends of a pipe would be inherited by a child
    /// that another thread starts.
    private static let starting = Mutex(())

    /// Above what tests have open at a time.
    private static let highestDescriptor: Int32 = 4096

    static func start(
        _ path: String, _ arguments: [String], environment: [String: String],
        directory: String, hasInput: Bool
    ) throws -> Started {
        try starting.withLock { _ in
            try unguardedStart(
                path, arguments, environment: environment, directory: directory,
                hasInput: hasInput)
        }
    }

    private static func unguardedStart(
        _ path: String, _ arguments: [String], environment: [String: String],
        directory: String, hasInput: Bool
    ) throws -> Started {
        // A child that leaves before it has read its input must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        let output = try pipe()
        let errors = try pipe()
        let input = hasInput ? try pipe() : nil
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input.read, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.write, STDERR_FILENO)
        // SwiftNIO's sockets would be inherited: a port that a test closes would stay open, and the
        // other side of a connection would not hear of its end. Those that are not open do no harm.
        for descriptor in STDERR_FILENO + 1..<highestDescriptor {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        // POSIX cannot say in which folder to start, and `env` becomes the program.
        let launcher = "/usr/bin/env"
        var words = ([launcher, "-C", directory, path] + arguments).map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, launcher, &actions, &attributes, &words, &settings)
        close(output.write)
        close(errors.write)
        if let input { close(input.read) }
        guard code == 0 else {
            for descriptor in [output.read, errors.read] { close(descriptor) }
            if let input { close(input.write) }
            throw Failed(path: path, reason: String(cString: strerror(code)))
        }
        return Started(
            pid: pid, output: output.read, errors: errors.read, input: input?.write)
    }

    /// Both ends are closed in every child but the one that gets them.
    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0,
            ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 })
        else {
            throw Failed(path: "pipe", reason: String(cString: strerror(errno)))
        }
        return (ends[0], ends[1])
    }
}
