import Synchronization
import TestProcesses

/// The commands that a bench has started, so that none outlives it when a test fails.
final class StartedCommands: Sendable {
    private let running = Mutex<[RunningCommand]>([])

    func add(_ command: RunningCommand) {
        running.withLock { running in
            running.removeAll { !$0.isRunning }
            running.append(command)
        }
    }

    /// Ends those that still run.
    func destroy() async {
        for command in running.withLock({ $0 }) { await command.destroy() }
    }
}
