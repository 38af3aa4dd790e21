package import NIOCore
package import NIOHTTP1

/// What is told of a reply whose body is read as it comes; all of it on the pool's loop.
package struct WireStreamHandler {
    /// The status and the headers, once.
    package var onHead: (_ status: Int, _ headers: HTTPHeaders) -> Void
    /// Some of the body; no more comes before ``ConnectionPool/readMore(_:)``.
    package var onBytes: (ByteBuffer) -> Void
    /// The end, exactly once and last; `nil` if the reply is complete.
    ///
    /// After an error there may have been bytes that were not asked for; they are lost.
    package var onEnd: (TransportError?) -> Void

    package init(
        onHead: @escaping (_ status: Int, _ headers: HTTPHeaders) -> Void,
        onBytes: @escaping (ByteBuffer) -> Void,
        onEnd: @escaping (TransportError?) -> Void
    ) {
        self.onHead = onHead
        self.onBytes = onBytes
        self.onEnd = onEnd
    }
}
