import NIOCore
import NIOHTTP1
import Testing
import Transport

@Suite("Subscriptions to server-sent events")
struct EventSubscriptionTests {
    @Test("go on at the next endpoint: nothing is lost, nothing comes twice")
    func followsTheActiveEndpoint() async throws {
        try await TestBed.run { bed async throws in
            let log = EventLog()
            let first = try await bed.eventServer(log)
            let second = try await bed.eventServer(log)
            let client = try await bed.client([first.url, second.url]) {
                $0.healthChecks.checks = [TCPHealthCheck()]
            }
            let events = client.client.events("/events").makeAsyncIterator()
            var received: [String] = []
            for number in 1...30 {
                log.append("event \(number)")
                // With some still under way, the endpoint goes away, or requests move.
                if number == 10 { await first.kill() }
                if number == 20 {
                    try await first.restart()
                    try await client.client.activate(first.url, isForced: true)
                }
                if number % 3 != 0 { received.append(try await events.next()?.data ?? "end") }
            }
            while received.count < 30 { received.append(try await events.next()?.data ?? "end") }
            #expect(received == (1...30).map { "event \($0)" })
            #expect(second.subscriptions.value.count == 1)
        }
    }

    @Test("begin after the event that the caller names")
    func beginsLater() async throws {
        try await TestBed.run { bed async throws in
            let log = EventLog()
            for number in 1...5 { log.append("event \(number)") }
            let server = try await bed.eventServer(log)
            let client = try await bed.client([server.url]) { $0.healthChecks.checks = [] }
            let events = client.client.events("/", lastEventID: "3").makeAsyncIterator()
            #expect(try await events.next() == ServerSentEvent(id: "4", data: "event 4"))
        }
    }

    @Test("bring events without ids of their own, all of them")
    func withoutIDs() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                // What comes after the named event has no name, and is no repetition of it.
                request.headers.first(name: "Last-Event-ID") == nil
                    ? .text(
                        "id: 1\ndata: a\n\ndata: b\n\n",
                        headers: ["content-type": "text/event-stream"])
                    : .text(
                        "id: 1\ndata: a\n\ndata: c\n\nid: 1\ndata: d\n\n",
                        headers: ["content-type": "text/event-stream"])
            }
            let client = try await bed.client([server.url]) { $0.healthChecks.checks = [] }
            let events = client.client.events("/").makeAsyncIterator()
            var data: [String] = []
            for _ in 0..<4 { data.append(try await events.next()?.data ?? "end") }
            #expect(data == ["a", "b", "c", "d"])
        }
    }

    @Test("end when the endpoint says so, and fail when there is no such stream")
    func ends() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                switch request.path {
                case "/none": .text("", status: 404)
                case "/page": .text("PONG", headers: ["content-type": "text/html"])
                default: ScriptedReply(status: 204)
                }
            }
            let client = try await bed.client([server.url]) { $0.healthChecks.checks = [] }
            #expect(try await client.client.events("/over").makeAsyncIterator().next() == nil)
            for path in ["/none", "/page"] {
                let error = await #expect(throws: TransportError.self) {
                    try await client.client.events(path).makeAsyncIterator().next()
                }
                #expect(error?.code == .invalidRequest)
            }
        }
    }

    @Test("leave events at the endpoint while nobody takes them")
    func backpressure() async throws {
        try await TestBed.run { bed async throws in
            let sent = Watched(0)
            let server = try await bed.server { _ in
                ScriptedReply(
                    headers: ["content-type": "text/event-stream"],
                    body: .stream { write in
                        let text = String(repeating: "x", count: 10_000)
                        for number in 1...20_000 {
                            try await write(.init(string: "id: \(number)\ndata: \(text)\n\n"))
                            sent.change { $0 = number }
                        }
                    })
            }
            let client = try await bed.client([server.url]) { $0.healthChecks.checks = [] }
            let events = client.client.events("/").makeAsyncIterator()
            for number in 1...2000 {
                #expect(try await events.next()?.id == "\(number)")
            }
            // 200 MB would have been sent by a server that nothing holds back.
            #expect(sent.value < 12_000)
        }
    }
}
