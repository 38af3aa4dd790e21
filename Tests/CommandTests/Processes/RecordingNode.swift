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
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !Self.isWhole(text) {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        if !text.isEmpty { heard.withLock { $0.append(text) } }
        // Some nodes print what they were asked on their error pages.
        let head =
            "HTTP/1.1 200 OK\r\ncontent-length: \(text.utf8.count)\r\nconnection: close\r\n\r\n"
        let reply = Array((head + text).utf8)
        _ = write(connection, reply, reply.count)
        Foundation.close(connection)
    }

    private static func isWhole(_ text: String) -> Bool {
        guard let end = text.firstRange(of: "\r\n\r\n") else { return false }
        let head = text[..<end.lowerBound].lowercased()
        guard let field = head.firstRange(of: "content-length: ") else { return true }
        let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        return text[end.upperBound...].utf8.count >= length
    }
}
