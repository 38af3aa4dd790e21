/// Something did not come to be in time.
package struct TooLate: Error, CustomStringConvertible {
    let what: String

    package init(what: String) {
        self.what = what
    }

    package var description: String { "did not happen in time: \(what)" }
}

/// Waits until a condition holds, asking again and again.
package func eventually(
    _ what: String, within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw TooLate(what: what) }
        try await Task.sleep(for: .milliseconds(5))
    }
}
