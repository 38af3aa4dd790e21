import Testing

/// Event servers of one log stand in for one another.
struct EventServerTests {
    @Test func oneGoesOnWhereTheOtherEnded() async throws {
        try await TestBed.run { bed async throws in
            let log = EventLog()
            let first = try await bed.eventServer(log)
            let second = try await bed.eventServer(log)
            log.append("a")
            let subscription = try await subscribe(to: first)
            let start = try await subscription.receive(to: "id: 1\ndata: a\n\n\r\n")
            #expect(start.contains("content-type: text/event-stream"))
            log.append("b")
            try await subscription.receive(to: "id: 2\ndata: b\n\n\r\n")
            await first.kill()
            _ = try await subscription.rest()
            log.append("c")
            let next = try await subscribe(to: second, after: "1")
            let events = try await next.receive(to: "id: 3\ndata: c\n\n\r\n")
            #expect(events.contains("id: 2\n") && !events.contains("id: 1\n"))
            #expect(first.subscriptions.value == [""] && second.subscriptions.value == ["1"])
            try await first.restart()
            try await subscribe(to: first).receive(to: "id: 3\ndata: c\n\n\r\n")
        }
    }

    private func subscribe(
        to server: EventServer, after id: String? = nil
    ) async throws -> TestConnection {
        let connection = try await TestConnection(to: server.port)
        let header = id.map { "last-event-id: \($0)\r\n" } ?? ""
        try await connection.send("GET / HTTP/1.1\r\nhost: a\r\n\(header)\r\n")
        return connection
    }
}
