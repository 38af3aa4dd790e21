import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// How long a dripping reply takes over each byte.
    private static let dripInterval = Duration.seconds(1)

    /// Creates the response that sends a reply.
    ///
    /// - Parameters:
    ///   - reply: what is answered.
    ///   - drips: whether the body is sent one byte a second.
    init(_ reply: Reply, drips: Bool = false) {
        var headers: HTTPFields = [.contentType: reply.contentType]
        headers[NodeHeader.timestamp] = reply.timestamp
        headers[NodeHeader.barrier] = reply.barrier?.rawValue
        let bytes = ByteBuffer(string: reply.body)
        let body = drips ? Self.dripping(bytes) : ResponseBody(byteBuffer: bytes)
        self.init(status: .init(code: reply.status), headers: headers, body: body)
    }

    private static func dripping(_ bytes: ByteBuffer) -> ResponseBody {
        ResponseBody(contentLength: bytes.readableBytes) { writer in
            for byte in bytes.readableBytesView {
                try await Task.sleep(for: dripInterval)
                try await writer.write(ByteBuffer(bytes: CollectionOfOne(byte)))
            }
            try await writer.finish(nil)
        }
    }
}
