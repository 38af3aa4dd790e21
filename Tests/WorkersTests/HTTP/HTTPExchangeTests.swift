import NIOCore
import NIOHTTP1
import Steps
import Testing
import Transport

@testable import Workers

struct HTTPExchangeTests {
    private func exchange(
        _ kind: CallKind = .action, headers: [(name: String, value: String)] = [],
        barrier: Bool = true, epoch: Int = 1
    ) -> HTTPExchange {
        let request = Call.Request(method: "POST", path: "/g", headers: headers, body: "{}")
        let call = Call(
            saga: SagaID(microseconds: 1, random: 2),
            instance: StepInstance(
                step: "make", node: "node01", item: .init(number: 2, value: .string("x"))),
            kind: kind, attempt: 3, operation: .http(request),
            statuses: StatusRules(succeeded: [201, 409]), timeout: .seconds(1), captures: [])
        let node = NodeDefinition(
            endpoints: [EndpointDefinition(url: "http://a")], barrier: barrier)
        return HTTPExchange(
            request, of: call, to: node, hasChoice: false, epoch: epoch, token: nil)
    }

    @Test func everyRequestSaysWhoseItIs() {
        for kind in CallKind.allCases {
            let headers = exchange(kind, epoch: 7).request.headers
            let saga = SagaID(microseconds: 1, random: 2).description
            let said = SagaHeader.allCases.map { headers[$0.rawValue] }
            #expect(
                said == [
                    ["\(saga)/make#2@node01/\(kind)"], [saga], ["make#2@node01"], ["\(kind)"],
                    ["3"], ["7"],
                ])
        }
    }

    /// A definition of before these headers may still set one: its sagas go on.
    @Test func whatADefinitionSaysDoesNotCount() {
        let headers = exchange(headers: [("saga-epoch", "9"), ("x-own", "1")]).request.headers
        #expect(headers["Saga-Epoch"] == ["1"])
        #expect(headers["X-Own"] == ["1"])
    }

    static let words: [(String, CallKind, Int, Outcome)] = [
        ("repeated", .action, 201, .succeeded), ("repeated", .action, 400, .rejected),
        ("empty", .compensation, 200, .succeeded), ("late", .action, 409, .rejected),
        ("stale", .compensation, 409, .rejected), ("mismatch", .action, 422, .unknown),
        ("forgotten", .compensation, 409, .unknown), ("applied", .probe, 201, .succeeded),
        ("nonsense", .action, 201, .succeeded), ("late", .probe, 201, .succeeded),
    ]

    @Test(arguments: words)
    func theBarrierKnowsBetterThanAStatus(
        word: String, kind: CallKind, status: Int, outcome: Outcome
    ) {
        let reply = Reply(
            status: status, headers: ["saga-barrier": word], body: ByteBuffer(),
            endpoint: "http://a")
        let result = exchange(kind).result(.success(reply))
        #expect(result.outcome == outcome)
        // A node that does not claim to keep it is not believed.
        let plain = exchange(kind, barrier: false).result(.success(reply))
        #expect(plain.outcome == StatusRules(succeeded: [201, 409]).outcome(of: status))
    }
}
