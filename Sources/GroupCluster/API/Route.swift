import Foundation
import HTTPTypes

/// What a request line asks a node for.
enum Route: Equatable, Sendable {
    case ping
    case stats
    case lag
    case createGroup
    case deleteGroup
    case readGroup(id: String)
    case ledger
    case readControl
    case changeControl

    /// Whether it acts on groups: only these meet faults, and only these are in the ledger.
    var isGroupRoute: Bool {
        switch self {
        case .createGroup, .deleteGroup, .readGroup: true
        default: false
        }
    }

    /// Finds the route of a request line.
    ///
    /// - Parameters:
    ///   - method: the request's method.
    ///   - path: the request's path, without its query.
    ///   - strict: whether paths of the API have to end with a slash.
    /// - Throws: 404 for an unknown path, 405 for an unknown method of a known one.
    init(method: HTTPRequest.Method, path: String, strict: Bool) throws(ReplyError) {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard segments.popFirst() == "" else { throw Self.unknown(method, path) }
        let hasTrailingSlash = segments.last == ""
        if hasTrailingSlash { segments.removeLast() }
        // The paths for tests are not part of the API that may be strict.
        let isOfAPI = segments.first?.hasPrefix("_") == false
        guard hasTrailingSlash || !(strict && isOfAPI) else { throw Self.unknown(method, path) }
        guard let routes = try Self.routes(at: Array(segments)) else {
            throw Self.unknown(method, path)
        }
        guard let route = routes[method.rawValue] else {
            let allowed = routes.keys.sorted().joined(separator: ", ")
            throw ReplyError(405, "\(path) allows \(allowed), not \(method.rawValue)")
        }
        self = route
    }

    private static func routes(at segments: [Substring]) throws(ReplyError) -> [String: Route]? {
        switch segments {
        case ["ping"]: return ["GET": .ping]
        case ["v1", "stats"]: return ["GET": .stats]
        case ["v1", "lag"]: return ["GET": .lag]
        case ["v1", "group"]: return ["POST": .createGroup, "DELETE": .deleteGroup]
        case ["_ledger"]: return ["GET": .ledger]
        case ["_control"]: return ["GET": .readControl, "POST": .changeControl]
        default: break
        }
        guard segments.count == 3, segments.starts(with: ["v1", "group"]) else { return nil }
        guard let id = segments[2].removingPercentEncoding else {
            throw ReplyError(400, "The path is no valid percent-encoded UTF-8")
        }
        return ["GET": .readGroup(id: id)]
    }

    private static func unknown(_ method: HTTPRequest.Method, _ path: String) -> ReplyError {
        ReplyError(404, "There is no \(method.rawValue) \(path)")
    }
}
