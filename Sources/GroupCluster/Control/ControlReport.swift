/// The reply to `GET /_control` and `POST /_control`.
struct ControlReport: Encodable {
    let node: String
    let down: Bool
    let endpointDown: Bool
    let hang: Bool
    /// How many requests wait for the end of the hang now.
    let hanging: Int
    let drip: Bool
    let delay: String
    let lag: String
    let randomBehavior: Double
    let failNext: Int
    let fault: Fault.Kind
    let status: Int

    init(of node: Node) {
        let state = node.control.state
        self.node = node.name
        hanging = node.control.hangingCount
        down = state.down
        endpointDown = state.endpointDown
        hang = state.hang
        drip = state.drip
        delay = state.delay.text
        lag = state.lag.text
        randomBehavior = state.plan.probability
        failNext = state.failNext
        fault = state.forcedFault.kind
        status = state.forcedFault.status
    }
}
