import NIOCore

/// Ends the wait of a hanging request when its client leaves.
///
/// It sits in the connection's pipeline during the wait: the server allows half-closed
/// connections, so a client that has left is seen only as the end of the input.
final class HangWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private static let name = "hang watch"
    private let hang: Hang

    private init(_ hang: Hang) {
        self.hang = hang
    }

    /// Runs the body while the connection is watched.
    static func watching<Value>(
        _ channel: any Channel, for hang: Hang, during body: () async -> Value
    ) async throws -> Value {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(
                HangWatch(hang), name: name, position: .first)
        }.get()
        let value = await body()
        try? await channel.pipeline.removeHandler(name: name)
        return value
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { hang.giveUp() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        hang.giveUp()
        context.fireChannelInactive()
    }
}
