/// A file on a disk whose power can go: what is durable, and what is on its way.
struct DiskFile: Sendable {
    /// What a disk writes all or none of.
    static let pieceLength = 512

    /// A part of a write within one piece of the disk, or a change of length.
    struct Change: Sendable {
        enum What: Sendable {
            case bytes(offset: Int, ArraySlice<UInt8>)
            case length(Int)
        }

        /// The event that made it.
        var event: Int
        var what: What
        /// The sync that is its own.
        var sync: UInt64?
        /// Whether a sync failed that it was part of: the system holds it for clean then, and no
        /// later sync brings it to the disk.
        var isForsaken = false

        /// Which piece it lies in; `nil` for a change of length.
        var piece: Int? {
            if case .bytes(let offset, _) = what { offset / DiskFile.pieceLength } else { nil }
        }

        func apply(to bytes: inout [UInt8]) {
            switch what {
            case .bytes(let offset, let part):
                let end = offset + part.count
                if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
                bytes.replaceSubrange(offset..<end, with: part)
            case .length(let length):
                if bytes.count > length { bytes.removeLast(bytes.count - length) }
                bytes += [UInt8](repeating: 0, count: length - bytes.count)
            }
        }
    }

    private(set) var durable: [UInt8]
    private(set) var pending: [Change] = []

    init(durable: [UInt8] = []) {
        self.durable = durable
    }

    mutating func write(_ bytes: ArraySlice<UInt8>, at offset: Int, event: Int, sync: UInt64?) {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let position = offset + start - bytes.startIndex
            let room = Self.pieceLength - position % Self.pieceLength
            let end = min(start + room, bytes.endIndex)
            pending.append(
                Change(event: event, what: .bytes(offset: position, bytes[start..<end]), sync: sync)
            )
            start = end
        }
    }

    mutating func cut(to length: Int, event: Int) {
        pending.append(Change(event: event, what: .length(length)))
    }

    /// A sync that covers all changes before an event has succeeded.
    mutating func sync(before event: Int) {
        settle { $0.event < event && !$0.isForsaken }
    }

    /// The sync of a write of its own has succeeded.
    mutating func sync(own sync: UInt64) {
        settle { $0.sync == sync }
    }

    /// A sync has failed.
    mutating func forsake(before event: Int) {
        for index in pending.indices where pending[index].event < event {
            pending[index].isForsaken = true
        }
    }

    /// Makes changes durable, and with them what came to the same pieces before.
    private mutating func settle(_ isCovered: (Change) -> Bool) {
        var last: [Int?: Int] = [:]
        for (index, change) in pending.enumerated() where isCovered(change) {
            last[change.piece] = index
        }
        var rest: [Change] = []
        for (index, change) in pending.enumerated() {
            if index <= last[change.piece] ?? -1 {
                change.apply(to: &durable)
            } else {
                rest.append(change)
            }
        }
        pending = rest
    }
}
