/// Rows in aligned columns, for people.
struct Table {
    /// A cell with the text that is measured and the text that is shown.
    struct Cell: ExpressibleByStringInterpolation {
        let plain: String
        let shown: String

        init(_ plain: String, shown: String? = nil) {
            self.plain = plain
            self.shown = shown ?? plain
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    private let header: [String]
    private let palette: Palette
    private var rows: [[Cell]] = []

    init(_ header: [String], palette: Palette) {
        self.header = header
        self.palette = palette
    }

    mutating func add(_ row: [Cell]) {
        rows.append(row)
    }

    func print() {
        let widths = header.indices.map { column in
            rows.reduce(header[column].count) { max($0, $1[column].plain.count) }
        }
        func line(_ cells: [Cell]) -> String {
            var line = ""
            for (column, cell) in cells.enumerated() {
                line += cell.shown
                guard column < cells.count - 1 else { break }
                line += String(repeating: " ", count: widths[column] - cell.plain.count + 2)
            }
            return line
        }
        Terminal.print(line(header.map { Cell($0, shown: palette.bold($0)) }))
        for row in rows { Terminal.print(line(row)) }
    }
}
