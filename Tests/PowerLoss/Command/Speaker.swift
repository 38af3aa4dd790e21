import Foundation

/// Says marks, each in one call, so that the recording has each at its moment.
enum Speaker {
    static func say(_ mark: Mark) {
        let bytes = Array(mark.line.utf8)
        let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        precondition(count == bytes.count, "a mark could not be said")
    }
}
