internal import Steps

/// One address of a node: it answers, refuses connections, or takes them and says nothing.
struct SimulatedEndpoint {
    let url: String
    /// Until when connections are refused.
    var downUntil = Milliseconds(rawValue: 0)
    /// Until when nothing is answered.
    var hangsUntil = Milliseconds(rawValue: 0)

    init(url: String) {
        self.url = url
    }

    func isDown(at now: Milliseconds) -> Bool { now < downUntil }

    func hangs(at now: Milliseconds) -> Bool { now < hangsUntil }
}
