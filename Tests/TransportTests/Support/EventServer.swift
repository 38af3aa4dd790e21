import NIOCore
import NIOHTTP1

/// Serves the events of a log, from after the one on that a `Last-Event-ID` header names.
final class EventServer: Sendable {
    /// The `Last-Event-ID` of each subscription so far; empty where there was none.
    let subscriptions: Watched<[String]>
    private let server: ScriptedServer

    /// Starts on a free port.
    init(_ log: EventLog) async throws {
        let subscriptions = Watched<[String]>([])
        self.subscriptions = subscriptions
        server = try await ScriptedServer { request in
            let last = request.headers.first(name: "last-event-id") ?? ""
            subscriptions.change { $0.append(last) }
            return ScriptedReply(
                headers: ["content-type": "text/event-stream", "cache-control": "no-store"],
                body: .stream { try await Self.send(log, after: Int(last) ?? 0, $0) })
        }
    }

    var port: Int { server.port }
    var url: String { server.url }

    /// Is gone from now on, with its port and its subscriptions.
    func kill() async {
        await server.stop()
    }

    /// Is back, on the same port.
    func restart() async throws {
        try await server.restart()
    }

    private static func send(
        _ log: EventLog, after number: Int, _ write: ScriptedReply.Write
    ) async throws {
        var last = number
        while true {
            for event in try await log.events(after: last) {
                try await write(ByteBuffer(string: "id: \(event.number)\ndata: \(event.text)\n\n"))
                last = event.number
            }
        }
    }
}
