/// A text of which a test's log shows the beginning.
struct LongText: ExpressibleByStringInterpolation, CustomStringConvertible, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(stringLiteral text: String) {
        self.init(text)
    }

    var description: String {
        text.count <= 80 ? text : "\(text.prefix(80))… (\(text.utf8.count) bytes)"
    }
}
