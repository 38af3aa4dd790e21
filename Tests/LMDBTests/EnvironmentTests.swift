import Foundation
import LMDB
import Testing

struct EnvironmentTests {
    struct Refusal: Error {}

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(mapSize: Int = 1 << 20, readOnly: Bool = false) throws -> Environment {
        try Environment(
            directory: directory.path,
            options: .init(mapSize: mapSize, maxTables: 4, readOnly: readOnly))
    }

    @Test("every commit is synced, and readers belong to their transaction")
    func flags() throws {
        let noSync: UInt32 = 0x10000
        let noMetaSync: UInt32 = 0x40000
        let writeMap: UInt32 = 0x80000
        let mapAsync: UInt32 = 0x100000
        let noTLS: UInt32 = 0x200000
        let flags = try open().flags
        #expect(flags & (noSync | noMetaSync | writeMap | mapAsync) == 0)
        #expect(flags & noTLS != 0)
    }

    @Test("files are private")
    func modes() throws {
        let environment = try open()
        try environment.write { _ = try $0.table("a") }
        for file in ["data.mdb", "lock.mdb"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: directory.path + "/" + file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("keys that begin alike are removed together", arguments: [0, 1, 2, 300])
    func removeAll(count: Int) throws {
        let environment = try open()
        try environment.write { transaction in
            let table = try transaction.table("a")
            let others: [[UInt8]] = [[1, 255], [2], [3], [3, 0]]
            for key in others { try transaction.put(key, [1], in: table) }
            for number in 0..<count {
                let key: [UInt8] = [2, 7, UInt8(number / 256), UInt8(number % 256)]
                try transaction.put(key, Array(repeating: 9, count: 100), in: table)
            }
            #expect(try transaction.removeAll(beginningWith: [2, 7], from: table) == count)
            #expect(try transaction.removeAll(beginningWith: [2, 7], from: table) == 0)
            var left: [[UInt8]] = []
            try transaction.scan(table, from: []) { key, _ in
                left.append(key)
                return true
            }
            #expect(left == others)
            #expect(try transaction.removeAll(beginningWith: [3], from: table) == 2)
            #expect(try transaction.count(table) == 2)
        }
    }

    @Test("what is written is read back, in order of key, and survives reopening")
    func roundTrip() throws {
        do {
            let environment = try open()
            try environment.write { transaction in
                let table = try transaction.table("a")
                try transaction.put([2], [20], in: table)
                try transaction.put([1], [], in: table)
                try transaction.put([1, 0], [10], in: table)
                #expect(try transaction.insert([2], [99], in: table) == false)
                #expect(try transaction.insert([3], [30], in: table))
                #expect(try transaction.remove([3], from: table))
                #expect(try transaction.remove([3], from: table) == false)
            }
        }
        let environment = try open(readOnly: true)
        try environment.read { transaction in
            let table = try #require(try transaction.table("a"))
            #expect(try transaction.table("b") == nil)
            #expect(try transaction.value([1], in: table) == [])
            #expect(try transaction.value([9], in: table) == nil)
            #expect(try transaction.contains([2], in: table))
            #expect(try transaction.count(table) == 3)
            var seen: [[UInt8]] = []
            try transaction.scan(table, from: [1, 0]) { key, value in
                seen.append(key + value)
                return true
            }
            #expect(seen == [[1, 0, 10], [2, 20]])
            var first: [UInt8]?
            try transaction.scan(table, from: []) { key, _ in
                first = key
                return false
            }
            #expect(first == [1])
        }
    }

    @Test(
        "a scan downward begins at the last key below one",
        arguments: [
            ([3], [[2], [1, 0], [1]]), ([2], [[1, 0], [1]]), ([1, 1], [[1, 0], [1]]),
            ([1], []), ([0], []),
        ] as [([UInt8], [[UInt8]])])
    func scanDown(from key: [UInt8], expected: [[UInt8]]) throws {
        let environment = try open()
        try environment.write { transaction in
            let table = try transaction.table("a")
            for key in [[1], [1, 0], [2]] as [[UInt8]] { try transaction.put(key, [7], in: table) }
        }
        try environment.read { transaction in
            let table = try #require(try transaction.table("a"))
            var seen: [[UInt8]] = []
            try transaction.scanDown(table, below: key) { key, _ in
                seen.append(key)
                return true
            }
            #expect(seen == expected)
        }
    }

    @Test("what throws leaves nothing behind, and the next transaction begins")
    func abort() throws {
        let environment = try open()
        #expect(throws: Refusal.self) {
            try environment.write { transaction in
                try transaction.put([1], [1], in: try transaction.table("a"))
                throw Refusal()
            }
        }
        #expect(try environment.read { try $0.table("a") == nil })
        try environment.write { _ = try $0.table("a") }
        #expect(try environment.read { try $0.table("a") != nil })
    }

    @Test("a full map refuses the commit, and takes the next one that fits")
    func mapFull() throws {
        let environment = try open()
        let table = try environment.write { try $0.table("a") }
        let before = try environment.read { try $0.usedBytes(of: [table]) }
        let error = #expect(throws: LMDBError.self) {
            try environment.write { transaction in
                for number in 0..<UInt8.max {
                    try transaction.put([number], Array(repeating: 1, count: 8_000), in: table)
                }
            }
        }
        #expect(error?.code == .mapFull)
        #expect(try environment.read { try $0.usedBytes(of: [table]) } == before)
        try environment.write { try $0.put([1], [1], in: table) }
        #expect(try environment.read { try $0.value([1], in: table) } == [1])
    }

    @Test("use goes down when values are removed")
    func usedBytes() throws {
        let environment = try open()
        let table = try environment.write { try $0.table("a") }
        try environment.write { try $0.put([1], Array(repeating: 1, count: 100_000), in: table) }
        let full = try environment.read { try $0.usedBytes(of: [table]) }
        try environment.write { _ = try $0.remove([1], from: table) }
        let empty = try environment.read { try $0.usedBytes(of: [table]) }
        #expect(full - empty >= 100_000)
    }

    @Test("a process opens an environment once at a time")
    func openedTwice() throws {
        do {
            let environment = try open()
            let error = #expect(throws: LMDBError.self) { try open(readOnly: true) }
            #expect(error?.code == .alreadyOpen)
            withExtendedLifetime(environment) {}
        }
        _ = try open(readOnly: true)
    }

    @Test("a snapshot does not see what is committed after it")
    func snapshot() throws {
        let environment = try open()
        let table = try environment.write { try $0.table("a") }
        try environment.read { transaction in
            try environment.write { try $0.put([1], [1], in: table) }
            #expect(try transaction.value([1], in: table) == nil)
        }
        #expect(try environment.read { try $0.value([1], in: table) } == [1])
    }

    @Test("what is no environment is refused", arguments: [100, 8_192])
    func invalid(size: Int) throws {
        try Data(repeating: 0x5a, count: size).write(
            to: URL(filePath: directory.path + "/data.mdb"))
        let error = #expect(throws: LMDBError.self) { try open() }
        #expect(error?.code == .invalid)
    }

    @Test("keys that LMDB cannot hold are refused", arguments: [0, 512])
    func badKey(size: Int) throws {
        let environment = try open()
        #expect(throws: LMDBError.self) {
            try environment.write { transaction in
                let key = [UInt8](repeating: 1, count: size)
                try transaction.put(key, [1], in: try transaction.table("a"))
            }
        }
    }
}
