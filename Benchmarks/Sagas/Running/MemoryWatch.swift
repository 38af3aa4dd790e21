import Foundation
import Synchronization

/// Looks again and again how much memory a process has used at most.
final class MemoryWatch: Sendable {
    private static let pause = 0.02

    private let peak = Mutex(0.0)
    private let isOver = Mutex(false)

    init(of process: Int32) {
        Thread.detachNewThread { [self] in
            while !isOver.withLock({ $0 }) {
                if let bytes = Self.peak(of: process) { peak.withLock { $0 = max($0, bytes) } }
                Thread.sleep(forTimeInterval: Self.pause)
            }
        }
    }

    /// - Returns: the most that was seen, in bytes.
    func stop() -> Double {
        isOver.withLock { $0 = true }
        return peak.withLock { $0 }
    }

    /// What the system remembers of a living process.
    static func peak(of process: Int32) -> Double? { bytes("VmHWM:", of: process) }

    /// What it uses now.
    static func present(of process: Int32) -> Double? { bytes("VmRSS:", of: process) }

    private static func bytes(_ name: String, of process: Int32) -> Double? {
        let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first
            .flatMap { Double($0) }.map { $0 * 1_024 }
    }
}
