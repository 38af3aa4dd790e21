internal import CSpawn
internal import Glibc

/// An open descriptor, closed when it is dropped; calls on it never block.
struct Descriptor: ~Copyable {
    /// What a call on the other side of a pipe came to.
    enum Progress: Equatable {
        case bytes(Int)
        case nothingYet
        case over
    }

    let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Moves it out of the place of the standard streams, where a program that was started without
    /// them would get it, and where they are put for a child.
    consuming func aboveStandard() throws(SystemError) -> Descriptor {
        if number > STDERR_FILENO { return self }
        let higher = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
        guard higher >= 0 else { throw SystemError(errno, "another descriptor") }
        return Descriptor(higher)
    }

    /// Makes calls return when there is nothing to do; the other end of a pipe is not affected.
    borrowing func neverBlocks() throws(SystemError) {
        guard fcntl(number, F_SETFL, O_NONBLOCK) == 0 else {
            throw SystemError(errno, "a pipe that does not block")
        }
    }

    /// Reads what is there, as far as it fits.
    borrowing func read(into buffer: inout [UInt8]) -> Progress {
        progress { Glibc.read(number, &buffer, buffer.count) }
    }

    /// Writes as much as there is room for.
    ///
    /// The thread must have blocked SIGPIPE: the other side may be gone.
    borrowing func write(_ bytes: ArraySlice<UInt8>) -> Progress {
        progress { bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) } }
    }

    private borrowing func progress(_ call: () -> Int) -> Progress {
        while true {
            let count = call()
            if count > 0 { return .bytes(count) }
            if count == 0 { return .over }
            switch errno {
            case EINTR: continue
            case EAGAIN: return .nothingYet
            default: return .over
            }
        }
    }
}
