/// A disk as a recording leaves it: what is durable after so many events, and what may be.
///
/// A name is durable once its directory was synced after the change, a file's bytes and length once
/// the file was. Nothing else is taken for granted; a sync that failed makes nothing durable, ever.
package struct Disk: Sendable {
    enum Node: Sendable {
        case file(DiskFile)
        case folder(DiskFolder)
    }

    private struct Sync {
        var inode: UInt64
        var event: Int
        var isOfWrite: Bool
    }

    static let root = 0

    private(set) var nodes: [Node]
    private var nodeOfInode: [UInt64: Int] = [:]
    private var syncs: [UInt64: Sync] = [:]
    /// How many events have happened.
    package private(set) var point = 0

    /// A disk that holds something durable.
    package init(_ contents: DiskContents = DiskContents()) {
        nodes = [.folder(DiskFolder())]
        var folders: [String: [String: Int]] = [:]
        var places: [String: Int] = [:]
        for path in contents.directories.sorted() + contents.files.keys.sorted() {
            let node = contents.files[path].map { Node.file(DiskFile(durable: $0)) }
            nodes.append(node ?? .folder(DiskFolder()))
            places[path] = nodes.count - 1
            let (parent, name) = Self.split(path)
            folders[parent, default: [:]][name] = nodes.count - 1
        }
        for (path, names) in folders {
            nodes[path.isEmpty ? Self.root : places[path] ?? Self.root] = .folder(
                DiskFolder(durable: names))
        }
    }

    /// Lets the next event happen.
    ///
    /// - Throws: ``DiskRecordingBroken`` if it is about a file that is not there: the recording
    ///   began later than the contents that the disk was made of.
    package mutating func apply(_ event: DiskEvent) throws(DiskRecordingBroken) {
        let number = point
        point += 1
        switch event {
        case .opened(let path, let inode, let opening):
            try open(path, inode, opening, number)
        case .wrote(let inode, let offset, let bytes, let sync):
            if let sync { syncs[sync] = Sync(inode: inode, event: number, isOfWrite: true) }
            change(inode) { $0.write(bytes, at: offset, event: number, sync: sync) }
        case .cut(let inode, let length): change(inode) { $0.cut(to: length, event: number) }
        case .syncBegan("fsync", let inode, let sync), .syncBegan("fdatasync", let inode, let sync):
            syncs[sync] = Sync(inode: inode, event: number, isOfWrite: false)
        case .syncEnded(let sync, let error): end(sync, error)
        case .renamed(let old, let new): try rename(old, new, number)
        case .linked(let old, let new):
            try setName(new, to: try node(at: old), number)
        case .unlinked(let path), .removedDirectory(let path):
            try setName(path, to: nil, number)
        case .madeDirectory(let path, let inode):
            nodes.append(.folder(DiskFolder()))
            nodeOfInode[inode] = nodes.count - 1
            try setName(path, to: nodes.count - 1, number)
        case .syncBegan, .marked, .failed: break
        }
    }

    private mutating func open(
        _ path: String, _ inode: UInt64, _ opening: DiskEvent.Opening, _ number: Int
    ) throws(DiskRecordingBroken) {
        if opening.contains(.created) {
            nodes.append(.file(DiskFile()))
            nodeOfInode[inode] = nodes.count - 1
            return try setName(path, to: nodes.count - 1, number)
        }
        nodeOfInode[inode] = try node(at: path)
        if opening.contains(.emptied) { change(inode) { $0.cut(to: 0, event: number) } }
    }

    mutating func change(
        namesIn path: String, _ names: [String: Int?], _ event: Int
    ) throws(DiskRecordingBroken) {
        let node = try node(at: path)
        guard case .folder(var folder) = nodes[node] else { return }
        folder.change(names, event: event)
        nodes[node] = .folder(folder)
    }

    private mutating func change(_ inode: UInt64, _ body: (inout DiskFile) -> Void) {
        guard let node = nodeOfInode[inode], case .file(var file) = nodes[node] else { return }
        // Not two owners of its bytes, which would be copied.
        nodes[node] = .folder(DiskFolder())
        body(&file)
        nodes[node] = .file(file)
    }

    private mutating func end(_ number: UInt64, _ error: Int) {
        guard let sync = syncs.removeValue(forKey: number), let node = nodeOfInode[sync.inode]
        else { return }
        if case .folder(var folder) = nodes[node] {
            if error == 0 { folder.sync(before: sync.event) }
            nodes[node] = .folder(folder)
            return
        }
        change(sync.inode) { file in
            switch (error == 0, sync.isOfWrite) {
            case (true, true): file.sync(own: number)
            case (true, false): file.sync(before: sync.event)
            case (false, true): break
            case (false, false): file.forsake(before: sync.event)
            }
        }
    }
}
