internal import SagaEngine

extension Pause {
    /// What rests and who wants it so, in words for a terminal.
    var words: String { Terminal.safe("\(scope) is paused by \(by)") }
}
