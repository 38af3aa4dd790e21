import NIOCore
import NIOHTTP1

/// A request that a ``ScriptedServer`` received.
struct ScriptedRequest: Sendable {
    let method: HTTPMethod
    /// With the query, as it was sent.
    let path: String
    let headers: HTTPHeaders
    let body: ByteBuffer
    /// How many requests for this path there have been, this one included.
    let number: Int
}
