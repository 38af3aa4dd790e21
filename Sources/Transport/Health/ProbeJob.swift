/// All checks of one endpoint, to be run once.
struct ProbeJob: Sendable {
    let probe: HealthProbe
    let checks: [any HealthCheck]

    /// Runs all checks at once.
    ///
    /// - Returns: what did not hold; `nil`: all did.
    func run() async -> String? {
        await withTaskGroup(of: String?.self) { group in
            for check in checks {
                group.addTask {
                    do {
                        try await check.check(probe)
                        return nil
                    } catch {
                        return "\(error)"
                    }
                }
            }
            group.addTask {
                try? await Task.sleep(until: probe.deadline, clock: .continuous)
                return Task.isCancelled ? nil : "its checks came too late"
            }
            defer { group.cancelAll() }
            var held = 0
            for await failure in group {
                if let failure { return failure }
                held += 1
                if held == checks.count { return nil }
            }
            return nil
        }
    }
}
