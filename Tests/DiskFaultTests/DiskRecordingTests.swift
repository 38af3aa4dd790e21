import Testing

@testable import PowerLossImages

@Suite("Recordings of a disk")
struct DiskRecordingTests {
    /// A record as `Tests/DiskShim/record.h` has it.
    private static func record(kind: UInt32, name: String = "", data: [UInt8] = []) -> [UInt8] {
        func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
            (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        return bytes(kind) + bytes(UInt32(0)) + bytes(UInt64(7)) + bytes(UInt64(0))
            + bytes(UInt64(0)) + bytes(UInt32(1)) + bytes(UInt32(name.utf8.count))
            + bytes(UInt64(data.count)) + Array(name.utf8) + data
    }

    private static let first = record(kind: 9, name: "journal")
    private static let long = record(kind: 2, data: [UInt8](repeating: 1, count: 20_480))

    @Test(
        "end where the program was killed, however long the last record was to be",
        arguments: [0, 1, 47, 48, 49, 8_192, 20_480 + 47])
    func cut(length: Int) throws {
        let recording = try DiskRecording(bytes: Self.first + Self.long.prefix(length))
        #expect(recording.events.count == 1)
        let whole = try DiskRecording(bytes: Self.first + Self.long)
        #expect(whole.events.count == 2)
    }

    @Test("are none if there is something else in them", arguments: [0, 13, .max] as [UInt32])
    func broken(kind: UInt32) {
        #expect(throws: DiskRecordingBroken.self) {
            try DiskRecording(bytes: Self.first + Self.record(kind: kind))
        }
    }
}
