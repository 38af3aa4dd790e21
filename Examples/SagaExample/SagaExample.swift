import Foundation
import Journal
import SagaEngine
import Steps
import Workers

/// Books seats in a theatre: a workflow in Swift, its steps in Swift, and no server at all.
///
///     swift run SagaExample
///
/// One saga completes, one is undone, and one asks somebody first.
@main
struct SagaExample {
    static func main() async throws {
        let theatre = Theatre()
        let (questions, asking) = AsyncStream.makeStream(of: SagaID.self)
        var steps = StepRegistry()
        steps.add("reserve-seats") { (booking: Theatre.Booking, _) in
            try theatre.reserve(booking)
        }
        steps.add("cancel-seats") { (booking: Theatre.Booking, _) in
            theatre.cancel(booking)
        }
        steps.add("take-payment") { (booking: Theatre.Booking, call) in
            try theatre.pay(booking, key: call.idempotencyKey)
        }
        steps.add("tell-the-office") { (_: NoInput, call) in
            asking.yield(call.saga)
        }

        // A program that is meant to last names a directory of its own, and finds its unfinished
        // sagas there when it starts again.
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "saga-example-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let booking = try bookingWorkflow()
        try await EmbeddedSagas(directory: directory.path(), executor: steps).run { sagas in
            var submitted: [(customer: String, saga: SagaID)] = []
            for (customer, seats) in [("Alice", 2), ("Bob", 2), ("Carol", 6)] as [(String, Value)] {
                let receipt = try await sagas.submit(
                    booking, inputs: ["customer": "\(customer)", "seats": seats],
                    key: "booking of \(customer)")
                submitted.append((customer, receipt.saga))
            }
            // Somebody in the office reads that a party is large, and says yes.
            for await saga in questions {
                try await sagas.answer(saga, step: "approve", .yes, by: "the office")
                break
            }
            for (customer, saga) in submitted {
                let end = try await sagas.outcome(of: saga)
                let reason = end.reason.isEmpty ? "" : " (\(end.reason))"
                print("\(customer): \(end.status.rawValue)\(reason)")
            }
        }
        print("\(theatre.free) seats are free")
    }
}
