import Steps
import Synchronization
import Workers

/// The “database” of the example: seats and payments.
///
/// A step can be called again although it was done, so whatever was done once is not done again. A
/// real database would keep the ids in a table, beside what they stand for.
final class Theatre: Sendable {
    struct Booking: Codable, Sendable {
        /// Chosen by the saga, so that it can be undone even if the reply was lost.
        var id: String
        var customer: String
        var seats: Int
    }

    private enum Reservation {
        case made(seats: Int)
        case cancelled
    }

    private struct State {
        var free = 10
        var reservations: [String: Reservation] = [:]
        var payments: Set<String> = []
    }

    private let state = Mutex(State())

    /// How many seats are left.
    var free: Int { state.withLock { $0.free } }

    func reserve(_ booking: Booking) throws {
        try state.withLock { state in
            switch state.reservations[booking.id] {
            case .made: return
            case .cancelled: throw StepRejection("the booking was cancelled")
            case nil: break
            }
            guard booking.seats <= state.free else { throw StepRejection("the play is sold out") }
            state.free -= booking.seats
            state.reservations[booking.id] = .made(seats: booking.seats)
        }
    }

    /// Remembers a reservation that is not there yet as well, in case it comes late.
    func cancel(_ booking: Booking) {
        state.withLock { state in
            if case .made(let seats) = state.reservations[booking.id] { state.free += seats }
            state.reservations[booking.id] = .cancelled
        }
    }

    /// - Parameter key: the same from try to try.
    func pay(_ booking: Booking, key: String) throws {
        try state.withLock { state in
            guard !state.payments.contains(key) else { return }
            guard booking.customer != "Bob" else { throw StepRejection("the card is expired") }
            state.payments.insert(key)
        }
    }
}
