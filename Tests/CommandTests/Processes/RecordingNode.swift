import Foundation
import Synchronization

/// A node that answers 200 to whatever it is asked, repeats it, and remembers it.
final class RecordingNode: Sendable {
    let url: String
    private let listener: Int32
    private let heard = Mutex<[String]>([])

    /// The requests as they came, one text each.
    var requests: [String] { heard.withLock { $0 } }

    init() throws {
        (listener, url) = try ScriptedNode.listen()
        Thread.detachNewThread { [self] in serve() }
    }

    /// Ends the listener.
    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            Thread.detachNewThread { [self] in answer(connection) }
        }
        Foundation.close(listener)
    }

    private func answer(_ connection: Int32) {
        let text = RawHTTP.readRequest(connection) ?? ""
        if !text.isEmpty { heard.withLock { $0.append(text) } }
        // Some nodes print what they were asked on their error pages.
        let head =
            "HTTP/1.1 200 OK\r\ncontent-length: \(text.utf8.count)\r\nconnection: close\r\n\r\n"
        let reply = Array((head + text).utf8)
        _ = write(connection, reply, reply.count)
        Foundation.close(connection)
    }
}
