import Foundation

/// What a worker tells of its images, one a line.
enum WorkerLine {
    case begins(image: Int, contents: Int, point: Int, style: String)
    case isRight
    case isWrong(String)

    func say() {
        let line =
            switch self {
            case .begins(let image, let contents, let point, let style):
                "image \(image) \(contents) \(point) \(style)\n"
            case .isRight: "right\n"
            case .isWrong(let what):
                "wrong \(what.replacing("\n", with: " "))\n"
            }
        let bytes = Array(line.utf8)
        _ = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch words.first {
        case "right": self = .isRight
        case "wrong": self = .isWrong(words.count > 1 ? words[1] : "")
        case "image":
            let parts = words.count > 1 ? words[1].split(separator: " ") : []
            guard parts.count == 4, let image = Int(parts[0]), let contents = Int(parts[1]),
                let point = Int(parts[2])
            else { return nil }
            self = .begins(
                image: image, contents: contents, point: point, style: String(parts[3]))
        default: return nil
        }
    }
}
