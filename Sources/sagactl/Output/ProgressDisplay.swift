internal import Dispatch
internal import Foundation

/// A live bar on a terminal; a plain line every few seconds elsewhere.
final class ProgressDisplay: Sendable {
    private static let redraw = DispatchTimeInterval.milliseconds(100)
    private static let lineEvery = DispatchTimeInterval.seconds(3)

    private let board: Scoreboard
    private let total: @Sendable (Scoreboard.Counts) -> Int
    private let isLive: Bool
    private let timer: any DispatchSourceTimer

    /// Starts to show; `nil` if nothing is to be shown.
    init?(_ board: Scoreboard, quiet: Bool, total: @escaping @Sendable (Scoreboard.Counts) -> Int) {
        guard !quiet else { return nil }
        self.board = board
        self.total = total
        isLive = Terminal.errorIsTerminal
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "sagactl.progress"))
        let interval = isLive ? Self.redraw : Self.lineEvery
        timer.schedule(deadline: .now() + interval, repeating: interval)
        timer.setEventHandler { [weak self] in self?.draw() }
        timer.resume()
    }

    /// Takes the bar away, so that the summary stands alone.
    func finish() {
        timer.cancel()
        if isLive { Terminal.draw("\r\u{1B}[K") }
    }

    private func draw() {
        let counts = board.counts
        let total = max(total(counts), counts.ended)
        let rate = Int(Double(counts.ended) / max(board.seconds, 0.001))
        var words = "\(counts.ended)/\(total)  \(counts.completed) completed"
        if counts.compensated > 0 { words += ", \(counts.compensated) compensated" }
        if counts.parked > 0 { words += ", \(counts.parked) parked" }
        words += "  \(rate)/s"
        guard isLive else { return Terminal.note(words) }
        let width = max(10, min(40, Terminal.columns - words.count - 4))
        let filled = total == 0 ? 0 : width * counts.ended / total
        let bar =
            String(repeating: "█", count: filled)
            + String(repeating: "░", count: width - filled)
        Terminal.draw("\r\u{1B}[K\(bar)  \(words)")
    }
}
