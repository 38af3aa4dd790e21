/// A text that equals no other than that of the same bytes, as it is for SQLite.
///
/// Swift takes texts for equal by Unicode's rules: to it, the two ways to write `é` are one job.
struct ExactText: Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        // Texts that Swift takes for equal share a hash; those of the same bytes are among them.
        hasher.combine(text)
    }
}

extension String {
    /// The text without zero bytes, which would end it for SQLite; no two texts give the same.
    ///
    /// `01 02` stands for a zero byte, and `01 01` for a one.
    var withoutZeros: String {
        guard utf8.contains(where: { $0 < 2 }) else { return self }
        var bytes: [UInt8] = []
        for byte in utf8 {
            if byte < 2 { bytes += [1, 2 - byte] } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
