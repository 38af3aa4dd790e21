import Logging
import NIOCore
import NIOHTTP1
import Transport

/// Asks a service that answers under several URLs, again and again, and says who answered.
///
/// Start two replicas, then this, and end one replica after the other:
///
///     groupcluster --nodes 1 --port 8101 --database /tmp/groups.db &
///     groupcluster --nodes 1 --port 8201 --database /tmp/groups.db &
///     swift run FailoverExample http://127.0.0.1:8101 http://127.0.0.1:8201
@main
struct FailoverExample {
    static func main() async throws {
        let urls = CommandLine.arguments.dropFirst()
        guard !urls.isEmpty else {
            return print("name the URLs of the endpoints, the preferred one first")
        }
        let endpoints = urls.enumerated().map { index, url in
            Endpoint(url: url, weight: Double(urls.count - index))
        }
        var settings = TransportSettings()
        settings.healthChecks.interval = .seconds(1)
        settings.initialPolicy = .one
        settings.circuitBreaker.grace = .seconds(5)
        settings.failback = .seconds(5)
        let client = try FailoverClient(endpoints: endpoints, settings: settings)
        client.onEvent { event in print("  \(event)") }

        await withDiscardingTaskGroup { group in
            // The endpoints are checked for as long as this runs.
            group.addTask { await client.run() }
            while !Task.isCancelled {
                do throws(TransportError) {
                    let reply = try await client.send(Request(.GET, "/ping/"))
                    print("\(reply.status) \(String(buffer: reply.body)) from \(reply.endpoint)")
                } catch {
                    print("no reply: \(error)")
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
