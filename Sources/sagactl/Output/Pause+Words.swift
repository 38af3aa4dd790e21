internal import SagaEngine

extension Pause {
    /// What rests and who wants it so, in words for a terminal.
    var words: String { Terminal.safe("\(scope) is paused by \(by)") }

    /// Tells people what a command waits for that goes on until all sagas have ended.
    static func tell(_ pauses: [Pause]) {
        for pause in pauses {
            let flag = Terminal.safe("--\(pause.scope.word) \(pause.scope.name)")
            Terminal.note(
                "sagactl: \(pause.words): what that holds back is waited for, until "
                    + "'sagactl unpause \(flag)' or Ctrl-C")
        }
    }
}
