internal import CSpawn
internal import Glibc

/// A pipe to or from a program.
struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    /// Makes one whose ends no program gets that is started elsewhere in this process.
    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        guard cspawn_pipe(&ends, O_CLOEXEC) == 0 else { throw SystemError(errno, "a pipe") }
        let first = Descriptor(ends[0])
        let second = Descriptor(ends[1])
        let reading = try first.aboveStandard()
        let writing = try second.aboveStandard()
        self.reading = reading
        self.writing = writing
    }
}
