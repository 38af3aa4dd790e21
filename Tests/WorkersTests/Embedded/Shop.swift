import Steps
import Synchronization
import Workers

/// Seats in memory, reserved and paid by steps in Swift.
final class Shop: Sendable {
    struct Order: Codable, Sendable {
        var name: String
    }

    struct Seat: Codable, Sendable {
        var seat: String
    }

    private struct State {
        var seats: [String: String] = [:]
        var freed: [String] = []
    }

    private let state = Mutex(State())
    /// The customers, as their seats are reserved.
    let reserved: AsyncStream<String>
    private let reservation: AsyncStream<String>.Continuation

    init() {
        (reserved, reservation) = AsyncStream.makeStream()
    }

    var seats: [String: String] { state.withLock { $0.seats } }
    var freed: [String] { state.withLock { $0.freed } }

    var steps: StepRegistry {
        var steps = StepRegistry()
        steps.add("reserve") { [self] (order: Order, _) in
            let seat = state.withLock { state in
                state.seats[order.name] = "seat-\(order.name)"
                return Seat(seat: "seat-\(order.name)")
            }
            reservation.yield(order.name)
            return seat
        }
        steps.add("free") { [self] (seat: Seat, _) in
            state.withLock { state in
                state.seats = state.seats.filter { $0.value != seat.seat }
                state.freed.append(seat.seat)
            }
        }
        steps.add("pay") { (order: Order, _) in
            guard order.name != "poor" else { throw StepRejection("no money") }
        }
        return steps
    }
}
