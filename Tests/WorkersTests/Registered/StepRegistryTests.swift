import Steps
import Testing
import Workers

@Suite struct StepRegistryTests {
    private struct Order: Decodable, Sendable {
        var seats: Int
        var name: String?
    }

    private struct Reservation: Codable, Sendable {
        var number: String
        var seats: [Int]
        var key: String
    }

    private struct Broken: Error {}

    private static var registry: StepRegistry {
        var registry = StepRegistry()
        registry.add("reserve") { (order: Order, call) in
            Reservation(
                number: "r-\(call.attempt)", seats: Array(1...order.seats),
                key: call.idempotencyKey)
        }
        registry.add("count") { (_: NoInput, _) in 7 }
        registry.add("silent") { (_: NoInput, _) in }
        registry.add("refuse") { (_: NoInput, _) in throw StepRejection("sold\nout") }
        registry.add("break") { (_: NoInput, _) in throw Broken() }
        registry.add("half") { (_: NoInput, _) in Double.nan }
        return registry
    }

    /// How a call ends, and with which words.
    struct End: CustomTestStringConvertible, Sendable {
        let name: String
        var input: String?
        let outcome: Outcome
        let detail: String

        var testDescription: String { "\(name) \(input ?? "")" }
    }

    static let ends = [
        End(name: "reserve", input: #"{"seats": 2}"#, outcome: .succeeded, detail: "done"),
        End(name: "count", outcome: .succeeded, detail: "done"),
        End(name: "count", input: "[1]", outcome: .succeeded, detail: "done"),
        End(name: "silent", outcome: .succeeded, detail: "done"),
        End(name: "refuse", outcome: .rejected, detail: "sold out"),
        End(name: "break", outcome: .unknown, detail: "failed: Broken()"),
        End(name: "half", outcome: .unknown, detail: "failed: "),
        End(name: "reserve", outcome: .rejected, detail: "the input does not fit: "),
        End(
            name: "reserve", input: #"{"seats": "two"}"#, outcome: .rejected,
            detail: "the input does not fit: "),
        End(
            name: "cancel", outcome: .unreachable,
            detail: "no step 'cancel' is registered here; known are break, count, half, refuse, "
                + "reserve, silent"),
    ]

    @Test(arguments: ends)
    func saysWhatIsKnown(end: End) async {
        let call = Call.sample(.registered(name: end.name, input: end.input))
        let result = await Self.registry.execute(call)
        #expect(result.outcome == end.outcome)
        #expect(result.detail.hasPrefix(end.detail))
        #expect(result.status == nil && result.reply.isEmpty && result.retryAfter == nil)
    }

    @Test func keepsOfTheReplyWhatIsWanted() async {
        let call = Call.sample(
            .registered(name: "reserve", input: #"{"seats": 2, "name": "x"}"#),
            captures: [
                .status, .header("etag"), .body(["number"]), .body(["seats", "1"]),
                .body(["seats"]), .body(["nothing"]), .body(["key"]),
            ])
        let result = await Self.registry.execute(call)
        #expect(
            result.reply == [
                .body(["number"]): .string("r-1"), .body(["seats", "1"]): .integer(2),
                .body(["key"]): .string(call.idempotencyKey),
            ])
        let whole = await Self.registry.execute(
            .sample(.registered(name: "count", input: nil), captures: [.body([])]))
        #expect(whole.reply == [.body([]): .integer(7)])
        let none = await Self.registry.execute(
            .sample(.registered(name: "silent", input: nil), captures: [.body(["a"])]))
        #expect(none.outcome == .succeeded && none.reply.isEmpty)
    }

    @Test func aLaterStepOfTheSameNameReplacesTheFirst() async {
        var registry = Self.registry
        registry.add("refuse") { (_: NoInput, _) in }
        let result = await registry.execute(.sample(.registered(name: "refuse", input: nil)))
        #expect(result.outcome == .succeeded)
    }

    @Test func whatIsNoStepInSwiftIsNotDone() async {
        let result = await Self.registry.execute(.sample(.program(name: "reserve", arguments: [])))
        #expect(result.outcome == .unreachable)
    }
}
