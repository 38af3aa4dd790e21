import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// The servers answer what they are told to.
struct ScriptedServerTests {
    @Test func itAnswersItsScriptAndCounts() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                .text(
                    "\(request.method) \(request.number)", status: request.number == 2 ? 503 : 200,
                    headers: ["x-seen": request.headers.first(name: "x-sent") ?? ""])
            }
            let first = try await Exchange.send(
                .PUT, server.url + "/a", headers: ["x-sent": "yes"])
            #expect(first.status == 200 && first.body == "PUT 1")
            #expect(first.headers.first(name: "x-seen") == "yes")
            let second = try await Exchange.send(.GET, server.url + "/a")
            #expect(second.status == 503 && second.body == "GET 2")
            _ = try await Exchange.send(.GET, server.url + "/b")
            #expect(server.requests.value == ["/a": 2, "/b": 1])
        }
    }

    @Test func itKeepsOrEndsConnectionsAsTold() async throws {
        let request = "GET /\(#function) HTTP/1.1\r\nhost: a\r\n\r\n"
        let connections: [ScriptedReply.Connection] = [
            .staysOpen, .staysOpen, .closes, .breaks, .breaksUnanswered,
        ]
        try await TestBed.run { bed async throws in
            let server = try await bed.server { request in
                ScriptedReply(connection: connections[request.number - 1])
            }
            var connection = try await TestConnection(to: server.port)
            var answers: [String] = []
            for expected in connections {
                try await connection.send(request)
                if expected == .staysOpen {
                    answers.append(try await connection.receive(to: "\r\n\r\n"))
                } else {
                    let (answer, end) = try await connection.rest()
                    #expect(end == .closed)
                    answers.append(answer)
                    connection = try await TestConnection(to: server.port)
                }
            }
            #expect(answers[0] == answers[1] && answers[1] == answers[3])
            #expect(answers[2].contains("connection: close") && answers[4].isEmpty)
        }
    }

    @Test func itIsGoneAndBack() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { _ in .text("here") }
            let url = server.url
            await server.stop()
            await #expect(throws: (any Error).self) { try await Exchange.send(.GET, url) }
            try await server.restart()
            #expect(server.url == url)
            #expect(try await Exchange.send(.GET, url).body == "here")
        }
    }

    @Test func aDelayedReplyIsGivenUpWhenTheServerStops() async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { _ in .text("late", delay: .seconds(3600)) }
            let url = server.url
            let request = Task { try await Exchange.send(.GET, url + "/a") }
            try await server.requests.wait(for: "the request") { $0["/a"] == 1 }
            await server.stop()
            await #expect(throws: (any Error).self) { try await request.value }
        }
    }
}
