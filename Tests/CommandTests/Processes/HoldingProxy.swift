import Foundation
import Synchronization

/// Stands between the engine and a node, and holds back, loses or copies what it is told to.
final class HoldingProxy: Sendable {
    /// What becomes of a request.
    enum Fate: Sendable {
        /// It goes through, and its reply comes back.
        case pass
        /// It stays here until it is released; its sender waits in vain.
        case hold
        /// It never gets any further, and its connection breaks.
        case lose
        /// It goes through, and the connection breaks before the reply.
        case loseReply
        /// It goes through, and so does a copy once that is released.
        case copy
    }

    let url: String
    private let port: UInt16
    private let fate: @Sendable (String) -> Fate
    private let listener: Int32
    private let held = Mutex<[String]>([])

    /// Listens in front of a node.
    ///
    /// - Parameter fate: decides about a request by its text.
    init(before node: String, fate: @escaping @Sendable (String) -> Fate) throws {
        guard let port = URL(string: node)?.port else { throw ScriptedNode.CannotListen() }
        self.port = UInt16(port)
        self.fate = fate
        (listener, url) = try ScriptedNode.listen()
        Thread.detachNewThread { [self] in serve() }
    }

    /// How many requests wait to be released.
    var waiting: Int { held.withLock { $0.count } }

    /// Lets what was held back arrive now.
    ///
    /// - Returns: what the node answers, in order.
    func release() -> [String] {
        let requests = held.withLock { held in
            defer { held = [] }
            return held
        }
        return requests.map { RawHTTP.exchange($0, port: port) }
    }

    /// Ends the listener.
    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            Thread.detachNewThread { [self] in
                handle(connection)
                Foundation.close(connection)
            }
        }
        Foundation.close(listener)
    }

    private func handle(_ connection: Int32) {
        guard let request = RawHTTP.readRequest(connection) else { return }
        switch fate(request) {
        case .pass: RawHTTP.write(RawHTTP.exchange(request, port: port), to: connection)
        case .hold:
            held.withLock { $0.append(request) }
            RawHTTP.waitForEnd(of: connection)
        case .lose: break
        case .loseReply: _ = RawHTTP.exchange(request, port: port)
        case .copy:
            held.withLock { $0.append(request) }
            RawHTTP.write(RawHTTP.exchange(request, port: port), to: connection)
        }
    }
}
