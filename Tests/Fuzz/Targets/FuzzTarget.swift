/// A part of the product that reads bytes which others have made, and the rules that hold whatever
/// these are.
///
/// The bodies depend on the bytes alone, so that what was found once is found again. The fuzzer
/// feeds them with what it makes up; the tests with the corpus, which holds what was found.
package struct FuzzTarget: Sendable {
    /// The name in `scripts/fuzz`, and of the folder of the corpus.
    package let name: String
    /// More bytes are not made up; below the bounds of what is read, so that those bind elsewhere.
    package let longest: Int
    /// Some inputs are repeated to this many bytes, to show work that grows faster than they do.
    let stretchedTo: Int
    private let body: @Sendable ([UInt8]) throws(FuzzFinding) -> Void

    init(
        _ name: String, longest: Int, stretchedTo: Int,
        _ body: @escaping @Sendable ([UInt8]) throws(FuzzFinding) -> Void
    ) {
        self.name = name
        self.longest = longest
        self.stretchedTo = stretchedTo
        self.body = body
    }

    /// Runs the body on an input, which for some inputs is made longer first.
    ///
    /// - Throws: ``FuzzFinding`` if a rule is broken.
    package func run(_ bytes: [UInt8]) throws(FuzzFinding) {
        try body(bytes)
        if let long = Stretch.long(bytes, count: stretchedTo) { try body(long) }
    }

    /// All of them.
    package static let all = [
        workflows, clusters, entries, expressions, wire, replies, events, records,
    ]
}
