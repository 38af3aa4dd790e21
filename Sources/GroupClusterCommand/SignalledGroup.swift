import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a service until SIGTERM or SIGINT, then lets it end gracefully for a while.
struct SignalledGroup: Sendable {
    /// How long open requests may take to end before they are cut off.
    static let graceTime = Duration.seconds(3)

    let service: any Service
    let logger: Logger

    func run() async throws {
        var configuration = ServiceGroupConfiguration(services: [service], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.graceTime
        let group = ServiceGroup(configuration: configuration)
        // The group would take only the first signal, so signals are taken here.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var isEnding = false
                for await signal in signals {
                    if isEnding { exit(128 + signal.rawValue) }
                    isEnding = true
                    await group.triggerGracefulShutdown()
                }
            }
            defer { tasks.cancelAll() }
            try await group.run()
        }
    }
}
