import NIOCore
import NIOHTTP1
import Steps
import Testing

@testable import Transport

/// Damaged replies, drawn from seeds: each request ends once, and the next one is served.
@Suite struct MutatedReplyTests {
    private static let replies = (ReplyCase.good + ReplyCase.trailing).map { Array($0.bytes.utf8) }
    /// What parsers stumble over.
    private static let pieces = [
        "\r\n", "\n", "\r", ":", " ", "\0", "0", "-1", "ffffffffffffffff", "HTTP/1.1 ", "\r\n\r\n",
        "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "0\r\n",
    ].map { Array($0.utf8) }

    private static func reply(_ seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = replies[Int.random(in: 0..<replies.count, using: &random)]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.insert(.random(in: 0...255, using: &random), at: place)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3:
                bytes.insert(
                    contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)], at: place)
            default:
                if place < bytes.count {
                    bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                }
            }
        }
        return bytes
    }

    @Test(arguments: 0..<8)
    func endOnce(_ part: Int) async throws {
        let count = 150
        let isBroken: @Sendable (RawServer.Request) -> UInt64? = {
            $0.text.split(separator: " ").dropFirst().first.flatMap { UInt64($0.dropFirst()) }
        }
        try await RawServer.run { request in
            guard let seed = isBroken(request) else { return request.peer.write(.ok()) }
            let channel = request.peer.channel
            let bytes = ByteBuffer(bytes: Self.reply(seed))
            // In two pieces, and then the end: no reply is waited for in vain.
            let middle = bytes.readableBytes / 2
            channel.writeAndFlush(bytes.getSlice(at: 0, length: middle) ?? bytes, promise: nil)
            channel.eventLoop.execute {
                channel.writeAndFlush(
                    bytes.getSlice(at: middle, length: bytes.readableBytes - middle) ?? bytes
                ).whenComplete { _ in request.peer.close() }
            }
        } body: { _, port in
            try await PoolClient.run(port: port) { client in
                for number in 0..<count {
                    let seed = UInt64(part * count + number)
                    let result = await client.send(
                        WireRequest(method: .GET, path: "/\(seed)"))
                    if let error = result.error {
                        #expect(error.code != .deadlineExceeded, "seed \(seed)")
                        #expect(error.effect == .possible, "seed \(seed)")
                    }
                }
                try await client.onLoop { $0.abandon("the rest") }
                #expect(await client.send().body == "ok")
            }
        }
    }
}
