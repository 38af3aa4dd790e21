/// Ends a request by closing its connection, without one byte of a reply.
struct ClosedWithoutReply: Error {}
