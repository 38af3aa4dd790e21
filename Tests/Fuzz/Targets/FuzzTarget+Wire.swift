internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import Transport

extension FuzzTarget {
    /// What an endpoint sends over a connection, and then an end of it: the first byte says what
    /// was asked for, the next four how the bytes are cut.
    static let wire = FuzzTarget("wire", longest: 2_048, stretchedTo: 1 << 17) {
        bytes throws(FuzzFinding) in
        let asked = WireAnswer.Asked(bytes.first ?? 0)
        let reply = Array(bytes.dropFirst(5))
        let whole = try WireAnswer(to: asked, of: [reply])
        let pieces = Pieces(from: bytes.dropFirst().prefix(4)).cut(reply)
        let cut = try WireAnswer(to: asked, of: pieces)
        try expect(cut.agrees(with: whole), "pieces give the same: \(cut) in place of \(whole)")
        if reply.count < 600 {
            let single = try WireAnswer(to: asked, of: Pieces(of: 1).cut(reply))
            try expect(
                single.agrees(with: whole), "single bytes give the same: \(single) not \(whole)")
        }
    }
}
