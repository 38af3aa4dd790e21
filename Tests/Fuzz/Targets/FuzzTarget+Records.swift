internal import Foundation
internal import Steps

extension FuzzTarget {
    /// Files of inputs: the bytes are read both as CSV and as lines of JSON.
    static let records = FuzzTarget("records", longest: 2_048, stretchedTo: 1 << 18) {
        bytes throws(FuzzFinding) in
        try rows(bytes)
        try lines(bytes)
        try range(bytes)
    }

    /// What a file gives: its records, and the error that ends them.
    private struct Reading: Equatable {
        var records: [InputRecord] = []
        var error: String?

        init(_ records: some InputRecords) throws(FuzzFinding) {
            var records = records
            do throws(InputError) {
                while let record = try records.next() { self.records.append(record) }
            } catch {
                self.error = error.description
            }
            let more = (try? records.next()) ?? nil
            try expect(more == nil, "nothing comes after the end")
            try expect((error ?? "").utf8.count < 2_000, "an error is short")
        }
    }

    private static func rows(_ bytes: [UInt8]) throws(FuzzFinding) {
        let whole = try Reading(CSVReader(chunks(bytes, of: bytes.count)))
        for size in [1, 5] {
            let pieces = try Reading(CSVReader(chunks(bytes, of: size)))
            try expect(pieces == whole, "rows in pieces of \(size) are the same")
        }
        guard whole.error == nil, let first = whole.records.first else { return }
        // Every field is quoted, and what is not given is empty.
        let names = Set(whole.records.flatMap(\.given.keys)).sorted()
        // A row that gives nothing would be an empty line, and so none.
        guard names.count > 1 || whole.records.allSatisfy({ $0.given.count == names.count }),
            !first.given.isEmpty
        else { return }
        var written = names.joined(separator: ",") + "\r\n"
        for record in whole.records {
            let fields = names.map { record.given[$0].map { quoted($0.description) } ?? "" }
            written += fields.joined(separator: ",") + "\n"
        }
        let again = try Reading(CSVReader(chunks(Array(written.utf8), of: 64)))
        try expect(
            again.error == nil && again.records.map(\.given) == whole.records.map(\.given),
            "rows that are written are read back: \(again.error ?? "others")")
        let keys = whole.records.map { submissionKey(of: $0.given) }
        try expect(
            Set(keys).count == Set(whole.records.map(\.given)).count,
            "different inputs have different keys")
    }

    private static func lines(_ bytes: [UInt8]) throws(FuzzFinding) {
        let whole = try Reading(JSONLReader(chunks(bytes, of: bytes.count)))
        for size in [1, 5] {
            let pieces = try Reading(JSONLReader(chunks(bytes, of: size)))
            try expect(pieces == whole, "lines in pieces of \(size) are the same")
        }
        guard whole.error == nil else { return }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for record in whole.records {
            let line = Data(lines[(record.line ?? 1) - 1])
            let original = try expectNoError("what is taken for JSON is JSON to others") {
                try JSONDecoder().decode([String: Value].self, from: line)
            }
            try expect(original == record.given, "a line means the same to others: \(original)")
            let fields = record.given.mapValues { BodyTemplate.value($0) }
            let json = try expectNoError("values can be written") {
                try BodyTemplate.object(fields).json(in: { _ in nil })
            }
            let again = try Reading(JSONLReader(chunks(Array(json.utf8), of: 64)))
            try expect(
                again.error == nil && again.records.map(\.given) == [record.given],
                "a line that is written is read back: \(json) \(again.error ?? "")")
        }
    }

    private static func range(_ bytes: [UInt8]) throws(FuzzFinding) {
        guard bytes.count < 200, var range = try? RangeInput(text(bytes)) else { return }
        try expect((1...10_000_000).contains(range.count), "a range has numbers, and not too many")
        let count = range.count
        var seen = 0
        while seen < min(count, 3), range.next() != nil { seen += 1 }
        try expect(seen == min(count, 3), "a range gives as many as it says")
    }

    private static func chunks(
        _ bytes: [UInt8], of size: Int
    ) -> () throws(InputError) -> [UInt8]? {
        var start = 0
        return { () throws(InputError) -> [UInt8]? in
            guard start < bytes.count else { return nil }
            let end = min(bytes.count, start + size)
            defer { start = end }
            return Array(bytes[start..<end])
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
