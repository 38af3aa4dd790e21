internal import Foundation

/// Writes a line at once, whoever reads it.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
