import Foundation

/// What a node answers, before any fault.
struct Reply: Equatable, Sendable {
    let status: Int
    let contentType: String
    let body: String
    /// The stored timestamp of the group that was read.
    var timestamp: String?
    /// What the barrier did, where it did not just let the request through.
    var barrier: BarrierWord?

    static func text(_ body: String, status: Int = 200) -> Reply {
        Reply(status: status, contentType: "text/plain; charset=utf-8", body: body)
    }

    static func json(_ value: some Encodable, status: Int = 200) -> Reply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else {
            preconditionFailure("only finite numbers and strings are answered: \(value)")
        }
        let body = String(decoding: json, as: UTF8.self)
        return Reply(status: status, contentType: "application/json; charset=utf-8", body: body)
    }
}

extension Reply {
    /// The reply to a request on the group routes.
    init(to action: GroupAction, effect: GroupEffect) {
        switch (action, effect) {
        case (_, .created):
            self = .text("CREATED", status: 201)
        case (_, .deleted):
            self = .text("OK")
        case (.read(let id), .found(let timestamp)):
            self = .json(["groupId": id])
            self.timestamp = timestamp
        case (.create(let id, _), _):
            self = ReplyError(400, "A group record with id '\(id)' exists already").reply
        case (.delete(let id, let timestamp?), _):
            let sought = "id '\(id)' and timestamp '\(timestamp)'"
            self = ReplyError(404, "No group record found with \(sought)").reply
        case (.delete(let id, nil), _), (.read(let id), _):
            self = ReplyError(404, "No group record found with id '\(id)'").reply
        }
    }

    /// The reply to a request that did what it was for.
    static func success(of action: GroupAction) -> Reply {
        let effect: GroupEffect =
            switch action {
            case .create: .created
            case .delete: .deleted
            case .read: .found(timestamp: nil)
            }
        return Reply(to: action, effect: effect)
    }
}
