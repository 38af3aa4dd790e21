/// What came of the images of a recording.
struct Tally {
    private(set) var images = 0
    private(set) var contents: Set<Int> = []
    private(set) var violations: [Violation] = []
    /// How many workers died.
    private(set) var deaths = 0
    /// How many images were of a journal in the making.
    var creation = 0
    /// The command that makes one of the images again.
    let replay: String

    init(replay: String) {
        self.replay = replay
    }

    /// Takes in what a worker told.
    ///
    /// - Returns: the last image that it began; -1 if there was none.
    mutating func add(_ text: String, failure: String?) -> Int {
        var current: (image: Int, place: String)?
        var isOver = true
        for line in text.split(separator: "\n") {
            switch WorkerLine(String(line)) {
            case .begins(let image, let contents, let point, let style):
                current = (image, "point \(point), \(style)")
                isOver = false
                images += 1
                self.contents.insert(contents)
            case .isRight: isOver = true
            case .isWrong(let what):
                isOver = true
                add(what, current)
            case nil: break
            }
        }
        if failure != nil { deaths += 1 }
        if let failure, !isOver { add("the process \(failure)", current) }
        return current?.image ?? -1
    }

    /// One line for an image, however much is wrong with it.
    private mutating func add(_ what: String, _ image: (image: Int, place: String)?) {
        guard let image, violations.last?.image != image.image else { return }
        violations.append(
            Violation(
                image: image.image, what: "\(what) (\(image.place))",
                replay: "\(replay) --image \(image.image) --folder IMAGE"))
    }
}

/// A promise that was not kept.
struct Violation: Codable {
    /// The image; `nil` if it was seen in the recording itself.
    var image: Int?
    var what: String
    var replay: String
}
