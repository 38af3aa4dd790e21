/// What the preloaded library makes fail: `sync:data.mdb:4:EIO`; its header has the words.
struct DiskFault: Sendable, CustomStringConvertible {
    var call: String
    var file: String
    var number: Int
    var what: String
    /// Whether later calls fail as well.
    var lasts = false

    var description: String { "\(call):\(file):\(number)\(lasts ? "+" : ""):\(what)" }
}
