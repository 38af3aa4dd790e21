/// Cuts bytes into pieces, as sockets and files do.
struct Pieces {
    private let sizes: [Int]

    /// Pieces of one size.
    init(of size: Int) {
        sizes = [size]
    }

    /// Pieces whose sizes follow from some bytes, over and over.
    init(from bytes: some Sequence<UInt8>) {
        let sizes = bytes.map { 1 + Int($0 % 23) }
        self.sizes = sizes.isEmpty ? [1] : sizes
    }

    func cut(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + sizes[pieces.count % sizes.count])
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
