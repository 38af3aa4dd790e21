import NIOCore
import Testing

@testable import Transport

/// Decisions of the pool, event by event; `c` is a connection, `x` a request.
@Suite struct ConnectionPoolStateTests {
    typealias Removal = ConnectionPoolState.Removal

    private func state(connections: Int = 2, waiting: Int = 3) -> ConnectionPoolState {
        var limits = WireLimits()
        limits.connections = connections
        limits.waiting = waiting
        return ConnectionPoolState(limits: limits)
    }

    private func c(_ number: UInt64) -> ConnectionID { ConnectionID(number) }
    private func x(_ number: UInt64) -> ExchangeID { ExchangeID(number) }
    private func at(_ seconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(0) + .seconds(seconds)
    }

    @Test func growsToItsLimitThenQueuesThenRefuses() {
        var state = state()
        #expect(state.place(x(1)) == .connect(c(1)))
        #expect(state.place(x(2)) == .connect(c(2)))
        #expect(state.place(x(3)) == .wait)
        #expect(state.place(x(4)) == .full)
        #expect(state.ready(c(2), at: at(0)) == .write(x(1)))
        #expect(state.place(x(4)) == .wait)
        #expect((state.inFlight, state.shared, state.waiting) == (1, 2, 3))
        #expect(state.ready(c(2), at: at(0)) == .write(x(2)))
        #expect(state.ready(c(1), at: at(0)) == .write(x(3)))
        #expect(state.ready(c(1), at: at(0)) == .write(x(4)))
        #expect(state.ready(c(1), at: at(0)) == .idle)
        #expect((state.inFlight, state.shared, state.waiting) == (1, 2, 0))
    }

    /// An attempt that is under way serves whoever waits when it is made.
    @Test func opensNoMoreThanWait() {
        var state = state(connections: 8)
        #expect(state.place(x(1)) == .connect(c(1)))
        #expect(state.ready(c(1), at: at(0)) == .write(x(1)))
        #expect(state.place(x(2)) == .connect(c(2)))
        #expect(state.ready(c(1), at: at(0)) == .write(x(2)))
        #expect(state.place(x(3)) == .wait)
        #expect(state.remove(c(2)) == Removal(exchange: x(3), replacement: nil))
    }

    @Test func usesWhatWasUsedLast() {
        var state = state(connections: 3)
        for number in 1...3 as ClosedRange<UInt64> {
            _ = state.place(x(number))
            _ = state.ready(c(number), at: at(0))
        }
        for (seconds, number) in [(1, 2), (2, 3), (3, 1)] as [(Int64, UInt64)] {
            #expect(state.ready(c(number), at: at(seconds)) == .idle)
        }
        #expect(state.place(x(4)) == .write(on: c(1)))
        #expect(state.idleSince == at(1))
        #expect(state.removeIdle(since: at(1)) == [c(2)])
        #expect(state.removeIdle(since: at(9)) == [c(3)])
        #expect(state.idleSince == nil)
        #expect((state.inFlight, state.shared) == (1, 1))
    }

    /// Each failed attempt tells one request, and the next attempt is made for those that remain.
    @Test func failsOneRequestAnAttempt() {
        var state = state(connections: 1)
        #expect(state.place(x(1)) == .connect(c(1)))
        #expect(state.place(x(2)) == .wait)
        #expect(state.remove(c(1)) == Removal(exchange: x(1), replacement: c(2)))
        #expect(state.remove(c(2)) == Removal(exchange: x(2), replacement: nil))
        #expect(state.shared == 0)
        #expect(state.place(x(3)) == .connect(c(3)))
    }

    @Test func failsNobodyWhileAttemptsRemainForAll() {
        var state = state()
        _ = state.place(x(1))
        _ = state.place(x(2))
        #expect(state.withdraw(x(1)) == .waited)
        #expect(state.remove(c(1)) == Removal())
        #expect(state.remove(c(2)) == Removal(exchange: x(2), replacement: nil))
    }

    @Test func replacesAConnectionThatBreaksForThoseWhoWait() {
        var state = state(connections: 1)
        _ = state.place(x(1))
        _ = state.ready(c(1), at: at(0))
        _ = state.place(x(2))
        #expect(state.remove(c(1)) == Removal(exchange: x(1), replacement: c(2)))
        #expect(state.ready(c(2), at: at(0)) == .write(x(2)))
    }

    @Test func withdrawsFromEverywhere() {
        var state = state(connections: 1)
        _ = state.place(x(1))
        _ = state.ready(c(1), at: at(0))
        _ = state.place(x(2))
        _ = state.place(x(3))
        #expect(state.placeAlone(x(4)) == c(2))
        #expect(state.withdraw(x(2)) == .waited)
        #expect(state.withdraw(x(1)) == .held(c(1), replacement: c(3)))
        #expect(state.withdraw(x(4)) == .held(c(2), replacement: nil))
        #expect(state.withdraw(x(1)) == .unknown)
        #expect(state.ready(c(1), at: at(0)) == .unwanted)
        #expect(state.ready(c(2), at: at(0)) == .unwanted)
        #expect(state.ready(c(3), at: at(0)) == .write(x(3)))
    }

    @Test func connectionsOfOneRequestDoNotCount() {
        var state = state(connections: 1)
        #expect(state.placeAlone(x(1)) == c(1))
        #expect(state.placeAlone(x(2)) == c(2))
        #expect(state.place(x(3)) == .connect(c(3)))
        #expect(state.ready(c(1), at: at(0)) == .write(x(1)))
        #expect(state.ready(c(3), at: at(0)) == .write(x(3)))
        #expect((state.inFlight, state.shared) == (1, 1))
        #expect(state.remove(c(1)) == Removal(exchange: x(1), replacement: nil))
        #expect(state.remove(c(2)) == Removal(exchange: x(2), replacement: nil))
        #expect((state.inFlight, state.shared) == (1, 1))
    }

    @Test func idleConnectionsLeaveQuietly() {
        var state = state()
        _ = state.place(x(1))
        _ = state.ready(c(1), at: at(0))
        #expect(state.ready(c(1), at: at(0)) == .idle)
        #expect(state.remove(c(1)) == Removal())
        #expect(state.idleSince == nil)
        #expect(state.place(x(2)) == .connect(c(2)))
    }

    @Test func endsEverything() {
        var state = state()
        _ = state.placeAlone(x(1))
        _ = state.place(x(2))
        _ = state.ready(c(2), at: at(0))
        _ = state.place(x(3))
        _ = state.place(x(4))
        let remains = ConnectionPoolState.Remains(
            waiting: [x(3), x(4)], held: [x(1), x(2)], connections: [c(1), c(2), c(3)])
        #expect(state.removeAll() == remains)
        #expect((state.inFlight, state.shared, state.waiting) == (0, 0, 0))
        #expect(state.ready(c(3), at: at(0)) == .unwanted)
        #expect(state.place(x(5)) == .connect(c(4)))
        #expect(state.close().waiting == [x(5)])
        #expect(state.place(x(6)) == .closed)
        #expect(state.placeAlone(x(7)) == nil)
    }
}
