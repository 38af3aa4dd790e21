/// All checks of one endpoint, to be run once.
struct ProbeJob: Sendable {
    let probe: HealthProbe
    let checks: [any HealthCheck]

    /// Runs all checks at once.
    ///
    /// - Returns: what did not hold; `nil`: all did.
    func run() async -> String? {
        // The usual case, in which neither a group nor a timer is worth its cost.
        if checks.count == 1, checks[0] is any DeadlineKeepingCheck {
            return await failure(of: checks[0])
        }
        return await withTaskGroup(of: String?.self) { group in
            for check in checks {
                group.addTask { await failure(of: check) }
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

    private func failure(of check: any HealthCheck) async -> String? {
        do {
            try await check.check(probe)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// A check that only does what ends by the probe's deadline.
protocol DeadlineKeepingCheck: HealthCheck {}

extension HTTPHealthCheck: DeadlineKeepingCheck {}
extension LagHealthCheck: DeadlineKeepingCheck {}
extension TCPHealthCheck: DeadlineKeepingCheck {}
