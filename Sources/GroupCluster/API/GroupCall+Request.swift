import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension GroupCall {
    /// The longest timestamp accepted, in bytes.
    static let maximumTimestampLength = 256

    /// Reads a request on a group route; one that is not acceptable becomes a refused call.
    ///
    /// - Parameters:
    ///   - route: which group route it is.
    ///   - head: the request's head.
    ///   - body: the request's body, or why it could not be taken.
    ///   - receivedAt: when the request arrived, in UTC milliseconds.
    ///   - honorsTimestamp: whether the `timestamp` header has a meaning.
    ///   - keepsBarrier: whether the headers of sagas have one.
    init(
        _ route: Route, head: HTTPRequest, body: Result<Data, ReplyError>, receivedAt: Int64,
        honorsTimestamp: Bool, keepsBarrier: Bool
    ) {
        let stamp = Result { () throws(ReplyError) -> SagaStamp? in
            keepsBarrier ? try SagaStamp(head.headerFields) : nil
        }
        let sentTimestamp = head.headerFields[NodeHeader.timestamp]
        let timestamp = honorsTimestamp ? sentTimestamp : nil
        let intent = Result { () throws(ReplyError) -> GroupAction in
            _ = try stamp.get()
            guard timestamp?.isEmpty != true,
                timestamp?.utf8.count ?? 0 <= Self.maximumTimestampLength
            else {
                let most = Self.maximumTimestampLength
                throw ReplyError(406, "A timestamp must have 1 to \(most) bytes")
            }
            if case .readGroup(let id) = route {
                try GroupBody.check(id)
                return .read(id: id)
            }
            let id = try GroupBody.groupId(in: body.get())
            return route == .createGroup
                ? .create(id: id, timestamp: timestamp) : .delete(id: id, timestamp: timestamp)
        }
        self.init(
            receivedAt: receivedAt, method: head.method.rawValue,
            groupId: (try? intent.get())?.id, timestamp: sentTimestamp,
            idempotencyKey: head.headerFields[NodeHeader.idempotencyKey],
            bodyHash: (try? body.get()).flatMap(Self.hash), stamp: (try? stamp.get()) ?? nil,
            intent: intent)
    }

    /// The SHA-256 of a body in hexadecimal, nil for an empty one.
    private static func hash(_ body: Data) -> String? {
        guard !body.isEmpty else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        let bytes = SHA256.hash(data: body).flatMap { byte in
            [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
