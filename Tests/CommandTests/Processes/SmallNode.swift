import Foundation
import Synchronization

/// A node in a hundred lines that keeps the wire barrier in memory, as docs/barrier.md has it, or
/// breaks it in one way.
///
/// `POST /things/ID` makes a thing, `DELETE` takes it away, `GET` looks.
final class SmallNode: Sendable {
    /// What a node can get wrong.
    enum Flaw: String, CaseIterable, Sendable {
        case none
        /// It does again what it has done.
        case forgetsKeys
        /// It refuses to undo what was never done.
        case refusesEmpty
        /// It does what comes after its compensation.
        case letsLateIn
        /// It answers another request under a known key as if it were the same.
        case ignoresBodies
        /// It obeys earlier epochs.
        case ignoresEpochs
        /// It looks at every try anew that it has refused.
        case forgetsRefusals
    }

    let url: String
    private let flaw: Flaw
    private let listener: Int32
    private let state = Mutex(State())

    /// The things that are there.
    var things: Set<String> { state.withLock { $0.things } }

    init(_ flaw: Flaw) throws {
        self.flaw = flaw
        (listener, url) = try ScriptedNode.listen()
        Thread.detachNewThread { [self] in serve() }
    }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func serve() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            Thread.detachNewThread { [self] in
                if let text = RawHTTP.readRequest(connection) {
                    let reply = state.withLock { $0.answer(Request(text), flaw) }
                    RawHTTP.write(reply.text, to: connection)
                }
                Foundation.close(connection)
            }
        }
        Foundation.close(listener)
    }

    private struct Request {
        let method: String
        let thing: String
        let body: String
        let saga: String
        let step: String
        let direction: String
        let attempt: [Int]
        let epoch: Int

        init(_ text: String) {
            let line = text.prefix { $0 != "\r\n" }.split(separator: " ")
            method = line.first.map(String.init) ?? ""
            thing = line.dropFirst().first.map { String($0.dropFirst("/things/".count)) } ?? ""
            body = text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
            func header(_ name: String) -> String { RawHTTP.header(name, of: text) ?? "" }
            (saga, step) = (header("saga-id"), header("saga-step"))
            direction = header("saga-direction")
            epoch = Int(header("saga-epoch")) ?? 0
            attempt = [epoch, Int(header("saga-attempt")) ?? 0]
        }

        func key(_ direction: String) -> String { "\(saga) \(step) \(direction)" }
        var fingerprint: String { "\(method) \(thing) \(body)" }
    }

    private struct Reply {
        var status: Int
        var body = ""
        var word: String?

        var text: String {
            "HTTP/1.1 \(status) -\r\ncontent-length: \(body.utf8.count)\r\nconnection: close\r\n"
                + (word.map { "saga-barrier: \($0)\r\n" } ?? "") + "\r\n" + body
        }
    }

    private struct Row {
        enum Kind { case applied, refused, blocked }
        var kind: Kind
        var attempt: [Int] = []
        var fingerprint = ""
        var reply = Reply(status: 200)
    }

    private struct State {
        var things: Set<String> = []
        var rows: [String: Row] = [:]
        var epochs: [String: Int] = [:]

        mutating func answer(_ request: Request, _ flaw: Flaw) -> Reply {
            guard request.method != "GET" else {
                return Reply(status: things.contains(request.thing) ? 200 : 404)
            }
            let newest = max(epochs[request.saga] ?? 0, request.epoch)
            if request.epoch < newest, flaw != .ignoresEpochs {
                return Reply(status: 409, word: "stale")
            }
            epochs[request.saga] = newest
            if let reply = known(request, flaw) { return reply }
            if request.direction == "compensation",
                rows[request.key("action")]?.kind != .applied
            {
                rows[request.key("action")] = Row(kind: .blocked)
                if flaw == .refusesEmpty { return Reply(status: 404, body: "nothing there") }
                return keep(.applied, Reply(status: 200, body: "gone", word: "empty"), request)
            }
            return apply(request)
        }

        private func known(_ request: Request, _ flaw: Flaw) -> Reply? {
            guard let row = rows[request.key(request.direction)] else { return nil }
            switch row.kind {
            case .blocked: return flaw == .letsLateIn ? nil : Reply(status: 409, word: "late")
            case .applied where flaw == .forgetsKeys: return nil
            case .refused where flaw == .forgetsRefusals: return nil
            case .refused where row.attempt.lexicographicallyPrecedes(request.attempt): return nil
            case .applied, .refused: break
            }
            guard row.fingerprint == request.fingerprint || flaw == .ignoresBodies else {
                return Reply(status: 422, word: "mismatch")
            }
            var reply = row.reply
            reply.word = "repeated"
            return reply
        }

        private mutating func apply(_ request: Request) -> Reply {
            if request.method == "POST" {
                return things.insert(request.thing).inserted
                    ? keep(.applied, Reply(status: 201, body: "made"), request)
                    : keep(.refused, Reply(status: 409, body: "it is there"), request)
            }
            return things.remove(request.thing) != nil
                ? keep(.applied, Reply(status: 200, body: "gone"), request)
                : keep(.refused, Reply(status: 404, body: "nothing there"), request)
        }

        private mutating func keep(_ kind: Row.Kind, _ reply: Reply, _ request: Request) -> Reply {
            rows[request.key(request.direction)] = Row(
                kind: kind, attempt: request.attempt, fingerprint: request.fingerprint,
                reply: reply)
            return reply
        }
    }
}
