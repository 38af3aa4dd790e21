import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers the requests that arrive at one node's port, for this node or another.
struct NodeResponder: HTTPResponder {
    /// Bodies above this are refused: a group id needs no more.
    static let maximumBodySize = 64 * 1024

    /// The node whose port this is.
    let own: Node
    let roster: NodeRoster
    let groups: GroupService
    let configuration: GroupClusterConfiguration

    func respond(to request: Request, context: NodeConnection) async throws -> Response {
        let response = try await response(to: request, on: context)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func response(
        to request: Request, on context: NodeConnection
    ) async throws -> Response {
        do {
            // What the tests control and read works whatever the node is made to do.
            return request.uri.path.hasPrefix("/_")
                ? try await respondToTest(request)
                : try await respondToClient(request, on: context.channel)
        } catch let refusal as ReplyError {
            return Response(refusal.reply)
        } catch let error as DatabaseError {
            context.logger.error("The database failed: \(error)")
            return Response(ReplyError(500, "The database failed: \(error)").reply)
        } catch is ClosedWithoutReply {
            return await close(context.channel)
        } catch is CancellationError {
            return await close(context.channel)
        }
    }

    private func respondToTest(_ request: Request) async throws -> Response {
        let node = try addressedNode(of: request)
        let body = try await body(of: request).get()
        switch try route(of: request) {
        case .ledger:
            let entries = try await roster.store.write { try node.tables.ledger.entries(in: $0) }
            return Response(.json(entries))
        case .readControl where configuration.control:
            return Response(.json(ControlReport(of: node)))
        case .changeControl where configuration.control:
            node.control.apply(try ControlChange(json: body))
            return Response(.json(ControlReport(of: node)))
        default:
            throw ReplyError(404, "The test controls are off: start the cluster with --control")
        }
    }

    private func respondToClient(
        _ request: Request, on channel: any Channel
    ) async throws -> Response {
        let receivedAt = UnixTime.milliseconds
        let state = own.control.state
        guard !state.down, !state.endpointDown else { throw ClosedWithoutReply() }
        let node = try addressedNode(of: request)
        guard !node.control.state.down else { throw ClosedWithoutReply() }
        let body = try await body(of: request)
        try await waitWhileHanging(node, on: channel)

        let outcome: Result<Reply, any Error>
        do {
            let route = try route(of: request)
            let reply =
                if route.isGroupRoute {
                    try await groups.reply(
                        to: GroupCall(
                            route, head: request.head, body: body, receivedAt: receivedAt,
                            honorsTimestamp: configuration.timestamps,
                            keepsBarrier: configuration.barrier),
                        at: node, on: channel.eventLoop)
                } else {
                    try await plainReply(to: route, at: node)
                }
            outcome = .success(reply)
        } catch {
            outcome = .failure(error)
        }
        // Errors and dropped replies are held back like any other.
        try await hold(request, at: node)
        return Response(try outcome.get(), drips: node.control.state.drip)
    }

    private func plainReply(to route: Route, at node: Node) async throws -> Reply {
        switch route {
        case .stats: .json(try await roster.stats())
        case .lag: .json(["lagMilliseconds": node.control.state.lag.milliseconds])
        default: .text("PONG")
        }
    }
}
