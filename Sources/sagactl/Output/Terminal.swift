internal import Foundation
internal import Journal
internal import Synchronization

/// The standard streams, as people and programs see them.
enum Terminal {
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Results that were not written yet: a write for each line would cost a system call each.
    private static let buffer = Mutex<[UInt8]>([])
    private static let bufferSize = 1 << 16

    /// Columns of the terminal behind standard error.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Prints a line of results.
    static func print(_ line: String) {
        let isFull = buffer.withLock { buffer in
            buffer += line.utf8
            buffer.append(UInt8(ascii: "\n"))
            return buffer.count >= bufferSize
        }
        if isFull { flush() }
    }

    /// Lets a reader see what was printed so far.
    static func flush() {
        let bytes = buffer.withLock { buffer in
            defer { buffer = [] }
            return buffer
        }
        guard !bytes.isEmpty else { return }
        Failpoint.hit("report.beforePrint")
        // Results that could not be written are a failure, whatever was done.
        guard write(bytes, to: STDOUT_FILENO) else { _exit(ExitStatus.error.rawValue) }
        Failpoint.hit("report.printed")
    }

    /// Prints a line for people beside the results.
    static func note(_ line: String) {
        draw(line + "\n")
    }

    /// Puts text on standard error as it is.
    static func draw(_ text: String) {
        _ = write(Array(text.utf8), to: STDERR_FILENO)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Text with control characters made visible, so that data cannot steer a terminal.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                safe += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
