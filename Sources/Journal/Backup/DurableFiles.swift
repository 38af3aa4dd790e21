internal import Crypto
internal import Foundation

/// Files and directories that are whole from the moment they have their names.
enum DurableFiles {
    /// Makes what `body` puts into a new directory, syncs it, and gives it its name.
    ///
    /// Whatever ends this before, there is nothing under that name.
    ///
    /// - Parameter purpose: ends the name that it has until then.
    static func directory<Value>(
        at path: String, purpose: String, _ body: (String) throws -> Value
    ) throws -> Value {
        let url = URL(filePath: path)
        let parent = url.deletingLastPathComponent().path
        let prefix = ".\(url.lastPathComponent)."
        clear(parent, prefix: prefix, purpose: purpose)
        let temporary = "\(parent)/\(prefix)\(getpid()).\(purpose)"
        guard mkdir(temporary, 0o700) == 0 else {
            throw failure(.notPermitted, "a directory cannot be made in \(parent)")
        }
        // Gone after the renaming, and of no use if it is still there.
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        let value = try body(temporary)
        for name in try FileManager.default.contentsOfDirectory(atPath: temporary) {
            try sync(temporary + "/" + name)
        }
        try sync(temporary)
        // Takes the place of an empty directory, and of nothing else.
        guard rename(temporary, path) == 0 else {
            throw failure(
                errno == ENOTEMPTY || errno == EEXIST ? .exists : .notPermitted,
                "it cannot be moved to \(path)")
        }
        try sync(parent)
        return value
    }

    /// Removes what processes left behind that were killed over it.
    private static func clear(_ parent: String, prefix: String, purpose: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix("." + purpose) {
            let middle = name.dropFirst(prefix.count).dropLast(purpose.count + 1)
            guard let process = Int32(middle), process > 0, process != getpid(),
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? FileManager.default.removeItem(atPath: parent + "/" + name)
        }
    }

    /// Copies a file, or only reads it.
    ///
    /// - Parameter target: does not exist; gets the mode 0600.
    /// - Returns: its length and its SHA-256.
    static func seal(_ source: String, copyingTo target: String? = nil) throws -> FileSeal {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure(.notPermitted, "\(source) cannot be read") }
        defer { close(input) }
        var output: Int32 = -1
        if let target {
            output = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard output >= 0 else { throw failure(.notPermitted, "\(target) cannot be made") }
        }
        defer { if output >= 0 { close(output) } }
        var hash = SHA256()
        var length = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(.diskFailed, "\(source) cannot be read") }
            guard count > 0 else { break }
            hash.update(data: buffer[..<count])
            length += count
            if let target { try write(buffer[..<count], to: output, target) }
        }
        let digest = hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return FileSeal(bytes: length, sha256: digest.joined())
    }

    /// Writes a new file of mode 0600.
    static func write(_ bytes: [UInt8], to path: String) throws(JournalError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(.notPermitted, "\(path) cannot be made") }
        defer { close(descriptor) }
        try write(bytes[...], to: descriptor, path)
    }

    private static func write(
        _ bytes: ArraySlice<UInt8>, to descriptor: Int32, _ path: String
    ) throws(JournalError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let isFull = errno == ENOSPC || errno == EDQUOT || errno == EFBIG
                throw failure(isFull ? .full : .diskFailed, "\(path) cannot be written")
            }
            rest = rest.dropFirst(count)
        }
    }

    static func sync(_ path: String) throws(JournalError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(.diskFailed, "\(path) cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(.diskFailed, "\(path) cannot be synced") }
    }

    static func failure(_ code: JournalError.Code, _ what: String) -> JournalError {
        JournalError(code, "\(what): \(String(cString: strerror(errno)))")
    }
}
