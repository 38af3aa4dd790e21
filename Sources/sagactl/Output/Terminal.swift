internal import Foundation

/// The standard streams, as people and programs see them.
enum Terminal {
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Columns of the terminal behind standard error.
    static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    static func write(_ text: String, to stream: UnsafeMutablePointer<FILE>?) {
        guard let stream else { return }
        fputs(text, stream)
    }

    /// Prints a line of results.
    static func print(_ line: String) {
        guard fputs(line + "\n", stdout) >= 0 else {
            // The reader has gone; what follows would go nowhere.
            _exit(ExitStatus.error.rawValue)
        }
    }

    /// Lets a reader see what was printed so far.
    static func flush() {
        fflush(stdout)
    }

    /// Prints a line for people beside the results.
    static func note(_ line: String) {
        write(line + "\n", to: stderr)
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
