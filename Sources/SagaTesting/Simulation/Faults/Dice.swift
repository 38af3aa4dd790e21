/// Chance that depends on nothing but the seed and the place where it is asked for, so that leaving
/// one fault out changes no other.
struct Dice {
    private var state: UInt64

    init(seed: UInt64, _ place: String) {
        // FNV-1a, mixed once more: neighbouring places must not roll alike.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in place.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ hash
        _ = roll(1)
    }

    /// A number from 0 to below a limit; each call rolls anew.
    mutating func roll(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    /// A number that stands for the place.
    var peek: UInt64 { state }

    /// One of several.
    mutating func pick<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[roll(elements.count)]
    }
}
