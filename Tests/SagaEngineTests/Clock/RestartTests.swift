import Journal
import Steps
import Testing

@testable import SagaEngine

/// What was sent before a restart can still arrive after it, whatever the clock says.
@Suite struct RestartTests {
    @Test("locks are held for a lifetime after a restart", arguments: [-1, 1] as [Int64])
    func lateRequests(direction: Int64) throws {
        var driver = try MachineDriver(.create(), nodes: ["node01"])
        driver.begin("create@node01")
        driver.end("create@node01", .unknown())
        // A day passes by the clock, forward or back, and none for the request.
        driver.now = driver.now + Milliseconds(rawValue: direction * 86_400_000)
        driver.crash()
        let restart = driver.now
        driver.begin("create@node01")
        driver.end("create@node01", .found(true))
        #expect(driver.machine.status == .running)
        #expect(driver.needs.timer?.reason == .lateRequests)
        driver.pass()
        #expect(driver.machine.status == .completed)
        #expect(driver.now - restart >= 1_000)
    }
}
