import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension NodeResponder {
    /// The node that the request is for: the one it names, else the port's own.
    func addressedNode(of request: Request) throws(ReplyError) -> Node {
        guard let name = request.headers[NodeHeader.node] else { return own }
        return try roster.node(named: name)
    }

    func route(of request: Request) throws(ReplyError) -> Route {
        try Route(
            method: request.method, path: request.uri.path, strict: configuration.trailingSlash)
    }

    /// Takes the body, or says why it is refused: the ledger keeps refused requests too.
    ///
    /// - Throws: what the connection broke with.
    func body(of request: Request) async throws -> Result<Data, ReplyError> {
        do {
            let bytes = try await request.body.collect(upTo: Self.maximumBodySize)
            return .success(Data(bytes.readableBytesView))
        } catch is NIOTooManyBytesError {
            let most = Self.maximumBodySize
            return .failure(ReplyError(413, "A body must have at most \(most) bytes"))
        }
    }

    /// Waits for the end of a hang, if the node hangs.
    ///
    /// - Throws: ``ClosedWithoutReply`` if the client left meanwhile or the cluster ends: nothing
    ///   is done then, so a hang never has effects after the client has given up.
    func waitWhileHanging(_ node: Node, on channel: any Channel) async throws {
        guard let hang = node.control.joinHang() else { return }
        let isServed = try await HangWatch.watching(channel, for: hang) {
            await node.control.waitWhileHanging(hang)
        }
        guard isServed else { throw ClosedWithoutReply() }
    }

    /// Holds a reply back for the cluster's latency and the node's delay.
    func hold(_ request: Request, at node: Node) async throws {
        let latency = request.uri.path.hasPrefix("/v1") ? configuration.latency : .zero
        let delay = latency + node.control.state.delay
        guard delay > .zero else { return }
        try await Task.sleep(for: delay)
    }

    /// Closes the connection.
    ///
    /// What is returned can no longer be sent, and is not.
    func close(_ channel: any Channel) async -> Response {
        try? await channel.close()
        return Response(status: .internalServerError)
    }
}
