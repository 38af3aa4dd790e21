import Foundation
import Glibc
import Synchronization

/// A node that misbehaves on the level of sockets: a listener with a thread for each connection.
final class ScriptedNode: Sendable {
    /// What it does with a connection once it has read the head of a request.
    enum Behavior: Sendable {
        /// Sends the bytes and closes.
        case reply(String)
        /// Sends the bytes, the rest for ever, until the client leaves.
        case flood(String, rest: String)
        /// Sends the bytes one by one, with a pause in between.
        case drip(String)
        /// Sends the bytes, and nothing more until the client leaves.
        case hang(String)
        /// Sends the bytes and resets the connection.
        case reset(String)
    }

    struct CannotListen: Error {}

    let url: String
    private let listener: Int32
    private let isClosed = Mutex(false)

    init(_ behavior: Behavior) throws {
        (listener, url) = try Self.listen()
        Thread.detachNewThread { [self] in serve(behavior) }
    }

    /// Listens at a free port.
    static func listen() throws -> (listener: Int32, url: String) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(listener, address, length) == 0, Glibc.listen(listener, 64) == 0,
                    getsockname(listener, address, &length) == 0
                else { return nil }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        guard let port else { throw CannotListen() }
        return (listener, "http://127.0.0.1:\(port)")
    }

    /// Ends the listener; from then on connections are refused.
    func close() {
        isClosed.withLock { $0 = true }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve(_ behavior: Behavior) {
        while !isClosed.withLock({ $0 }) {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            Thread.detachNewThread { Self.answer(connection, behavior) }
        }
        Foundation.close(listener)
    }

    private static func answer(_ connection: Int32, _ behavior: Behavior) {
        defer { Foundation.close(connection) }
        guard readHead(connection) else { return }
        switch behavior {
        case .reply(let text): _ = send(text, to: connection)
        case .flood(let text, let rest):
            guard send(text, to: connection) else { return }
            while send(rest, to: connection) {}
        case .drip(let text):
            for byte in text.utf8 {
                guard send(String(decoding: [byte], as: UTF8.self), to: connection) else { return }
                usleep(50_000)
            }
        case .hang(let text):
            guard send(text, to: connection) else { return }
            var byte: UInt8 = 0
            while read(connection, &byte, 1) > 0 {}
        case .reset(let text):
            guard send(text, to: connection) else { return }
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                connection, SOL_SOCKET, SO_LINGER, &linger,
                socklen_t(MemoryLayout.size(ofValue: linger)))
        }
    }

    private static func readHead(_ connection: Int32) -> Bool {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard read(connection, &byte, 1) == 1, head.count < 65_536 else { return false }
            head.append(byte)
        }
        return true
    }

    private static func send(_ text: String, to connection: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
