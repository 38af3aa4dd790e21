import Foundation

/// The one table: printed line by line, as figures come in.
final class ResultTable {
    private static let widths = [4, 44, 14, 36, 7]

    private let isJSON: Bool
    private(set) var rows: [Row] = []

    init(isJSON: Bool) {
        self.isJSON = isJSON
        if !isJSON { print(line(["GOAL", "WHAT", "MEASURED", "AGAINST", "RATIO"], "BOUND")) }
    }

    func add(_ row: Row) {
        rows.append(row)
        guard !isJSON else { return }
        let against = row.limit.map { "\($0.name) \(Self.text($0.value))" } ?? ""
        let verdict =
            row.bound.map { "\(Self.words($0)) \(row.isMet == true ? "kept" : "MISSED")" } ?? ""
        print(
            line(
                [
                    row.goal, row.what, "\(Self.text(row.value)) \(row.unit)", against,
                    row.ratio.map(Self.text) ?? "",
                ], verdict))
    }

    /// Adds a figure.
    ///
    /// - Parameters:
    ///   - limit: what it is compared with.
    ///   - bound: for the ratio, or for the figure if there is no limit.
    func add(
        _ goal: String = "", _ what: String, _ value: Double, _ unit: String,
        against limit: (name: String, value: Double)? = nil, _ bound: Row.Bound? = nil
    ) {
        add(
            Row(
                goal: goal, what: what, value: value, unit: unit,
                limit: limit.map { Row.Limit(name: $0.name, value: $0.value) }, bound: bound))
    }

    /// Says something beside the figures.
    func note(_ text: String) {
        if isJSON {
            FileHandle.standardError.write(Data((text + "\n").utf8))
        } else {
            print(text)
        }
    }

    func finish() throws {
        guard isJSON else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(rows), as: UTF8.self))
    }

    private func line(_ cells: [String], _ last: String) -> String {
        zip(cells, Self.widths).map { cell, width in
            cell + String(repeating: " ", count: max(1, width - cell.count))
        }.joined() + last
    }

    private func print(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private static func words(_ bound: Row.Bound) -> String {
        switch bound {
        case .atLeast(let least): "≥ \(text(least))"
        case .atMost(let most): "≤ \(text(most))"
        case .within(let range): "\(text(range.lowerBound))–\(text(range.upperBound))"
        }
    }

    /// A number with three digits that say something, or all in front of the point.
    static func text(_ number: Double) -> String {
        guard number.isFinite else { return "\(number)" }
        let magnitude = abs(number)
        guard magnitude < 1_000 else { return grouped(Int(number.rounded())) }
        let places = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
        return places == 0
            ? "\(Int(number.rounded()))"
            : number.formatted(.number.precision(.fractionLength(0...places)))
    }

    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var text = ""
        while digits.count > 3 {
            text = "," + digits.suffix(3) + text
            digits.removeLast(3)
        }
        return digits + text
    }
}
