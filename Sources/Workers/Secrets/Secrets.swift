internal import Foundation
internal import Steps

/// Reads secrets where the cluster file says they are, each time one is needed: so they can be
/// changed while sagas run, and stay in memory no longer than a request takes.
struct Secrets: Sendable {
    /// Longer than any token, and shorter than what would be a mistake.
    private static let longest = 16 * 1024

    private let places: [String: SecretDefinition]

    init(_ places: [String: SecretDefinition]) {
        self.places = places
    }

    /// The secret of a name.
    ///
    /// - Throws: ``SecretError``, which never holds any part of a secret.
    func value(_ name: String) throws(SecretError) -> String {
        guard let place = places[name] else {
            throw SecretError("the cluster file lists no secret '\(name)'")
        }
        let text: String?
        let words: String
        switch place {
        case .environment(let variable):
            text = ProcessInfo.processInfo.environment[variable]
            words = "the environment has no \(variable)"
        case .file(let path):
            text = Self.content(of: path)
            words = "\(path) cannot be read, or is no text of at most \(Self.longest) bytes"
        }
        guard let text else { throw SecretError("the secret '\(name)': \(words)") }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // The token68 of RFC 9110, section 11.2: nothing else can stand in the header.
        guard !secret.isEmpty, secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SecretError("the secret '\(name)' is empty, or has characters of no token")
        }
        return secret
    }

    private static func content(of path: String) -> String? {
        // A pipe would be waited for, for as long as nobody writes.
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: longest + 1), data.count <= longest
        else { return nil }
        return String(data: data, encoding: .utf8)
    }
}

/// Why a secret is not to be had.
struct SecretError: Error {
    /// What to do about it.
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
