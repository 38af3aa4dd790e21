internal import Dispatch
internal import Foundation

/// A live bar on a terminal; a plain line every few seconds elsewhere.
final class ProgressDisplay {
    private static let redraw = DispatchTimeInterval.milliseconds(100)
    private static let lineEvery = DispatchTimeInterval.seconds(3)

    private let isLive: Bool
    private let timer: any DispatchSourceTimer

    /// Starts to show; `nil` if nothing is to be shown.
    init?(_ board: Scoreboard, quiet: Bool, total: @escaping @Sendable (Scoreboard.Counts) -> Int) {
        guard !quiet else { return nil }
        let isLive = Terminal.errorIsTerminal
        self.isLive = isLive
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "sagactl.progress"))
        let interval = isLive ? Self.redraw : Self.lineEvery
        timer.schedule(deadline: .now() + interval, repeating: interval)
        timer.setEventHandler {
            let counts = board.counts
            Self.draw(counts, total: total(counts), seconds: board.seconds, isLive: isLive)
        }
        timer.resume()
    }

    /// Takes the bar away, so that the summary stands alone.
    func finish() {
        timer.cancel()
        if isLive { Terminal.draw("\r\u{1B}[K") }
    }

    private static func draw(
        _ counts: Scoreboard.Counts, total: Int, seconds: Double, isLive: Bool
    ) {
        if let (read, total) = counts.reading {
            return draw(
                read, of: total, "\(read)/\(total) started sagas read from the journal",
                isLive: isLive)
        }
        let total = max(total, counts.ended)
        let rate = Int(Double(counts.ended) / max(seconds, 0.001))
        var words = "\(counts.ended)/\(total)  \(counts.completed) completed"
        if counts.compensated > 0 { words += ", \(counts.compensated) compensated" }
        if counts.parked > 0 { words += ", \(counts.parked) parked" }
        words += "  \(rate)/s"
        draw(counts.ended, of: total, words, isLive: isLive)
    }

    private static func draw(_ done: Int, of total: Int, _ words: String, isLive: Bool) {
        guard isLive else { return Terminal.note(words) }
        let width = max(10, min(40, Terminal.columns - words.count - 4))
        let filled = total == 0 ? 0 : width * min(done, total) / total
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: width - filled)
        Terminal.draw("\r\u{1B}[K\(bar)  \(words)")
    }
}
