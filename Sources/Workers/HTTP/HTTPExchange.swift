internal import NIOCore
internal import NIOHTTP1
package import Steps
package import Transport

/// A call as the transport sends it, and what its end means for the saga.
package struct HTTPExchange: Sendable {
    /// What is sent.
    package let request: Transport.Request
    private let call: Call
    /// Whether the node has several endpoints.
    private let hasChoice: Bool
    /// Whether the node's word on the barrier counts.
    private let keepsBarrier: Bool
    private let token: String?

    /// Prepares a call.
    ///
    /// - Parameters:
    ///   - epoch: that of the journal in which the call was recorded.
    ///   - token: the secret that is sent along, if any.
    package init(
        _ request: Call.Request, of call: Call, to node: NodeDefinition, hasChoice: Bool,
        epoch: Int, token: String?
    ) {
        self.call = call
        self.hasChoice = hasChoice
        keepsBarrier = node.barrier
        self.token = token
        var path = request.path
        if node.trailingSlash, !path.hasSuffix("/") { path += "/" }
        // What a person looks at is no part of the saga.
        let own = call.isLook ? [] : call.headers(epoch: epoch)
        var headers = HTTPHeaders()
        headers.reserveCapacity(request.headers.count + own.count + 1)
        for (name, value) in request.headers { headers.replaceOrAdd(name: name, value: value) }
        if let token { headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)") }
        // After the definition's own, which a version from before these headers may still have.
        for (name, value) in own { headers.replaceOrAdd(name: name, value: value) }
        var request = Transport.Request(
            HTTPMethod(rawValue: request.method), path, headers: headers,
            body: request.body.map { ByteBuffer(string: $0) },
            timeout: call.timeout.duration,
            idempotencyKey: call.isLook
                ? nil : headers.first(name: SagaHeader.idempotencyKey.rawValue))
        // Without another endpoint the saga's own retries are the better ones: they wait longer,
        // and they are journaled.
        request.isRepeatable = hasChoice && (node.sharesIdempotency || call.kind.isRead)
        self.request = request
    }

    /// What is known of the call's effect.
    package func result(_ result: Result<Reply, TransportError>) -> CallResult {
        switch result {
        case .success(let reply): self.result(reply)
        case .failure(let error):
            CallResult(
                error.effect == .none ? .unreachable : .unknown,
                detail: Excerpt.of(hasChoice ? error.description : error.message),
                retryAfter: error.retryAfter.map { Milliseconds(rawValue: $0.milliseconds) })
        }
    }

    private func result(_ reply: Reply) -> CallResult {
        var result = ReplyReader(call: call, secret: token).result(
            status: reply.status, headers: reply.headers, body: reply.body)
        judgeBarrier(reply, &result)
        if reply.followsDoubt, result.outcome == .rejected, !call.kind.isRead {
            // "It exists already" may be the echo of a try whose reply was lost.
            result.outcome = .unknown
            result.detail += ", after a try of unknown outcome"
        }
        if hasChoice { result.detail += " (\(reply.endpoint))" }
        return result
    }

    /// A node that keeps the barrier knows better than a status what became of a request.
    private func judgeBarrier(_ reply: Reply, _ result: inout CallResult) {
        guard keepsBarrier, !call.kind.isRead,
            let word = reply.headers.first(name: BarrierWord.header).flatMap(BarrierWord.init)
        else { return }
        result.detail += " (barrier: \(word.rawValue))"
        if let outcome = word.outcome { result.outcome = outcome }
    }
}

extension CallKind {
    /// Whether it only looks.
    fileprivate var isRead: Bool {
        switch self {
        case .before, .probe: true
        case .action, .compensation: false
        }
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
