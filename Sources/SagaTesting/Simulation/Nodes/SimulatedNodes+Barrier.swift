internal import NIOHTTP1
internal import Steps
internal import Transport

/// What the nodes do when they keep the wire barrier.
extension SimulatedNodes {
    /// Whether the barrier has a say: it guards what requests change at nodes.
    func guards(_ request: SimulatedRequest) -> Bool {
        guard keepBarrier, request.changesNode, case .http = request.call.operation else {
            return false
        }
        return request.call.instance.node != nil
    }

    /// Answers a request behind the barrier.
    ///
    /// - Parameter refuses: whether the node says no to what is not decided yet.
    mutating func receiveGuarded(
        _ request: SimulatedRequest, refuses: Bool, _ dice: inout Dice
    ) -> (reply: WireReply, hadEffect: Bool) {
        switch barrier.admit(request.call) {
        case .repeated(let reply): return (reply, false)
        case .late: return (answer(409, "late"), false)
        case .empty:
            let reply = answer(200, "empty")
            barrier.write(reply, isRefusal: false, of: request.call)
            return (reply, false)
        case .admitted:
            if refuses {
                let refusal = request.replies.refusal()
                // Some definitions know no refusal: then it is a failure, which leaves nothing.
                if refusal.status < 500 {
                    barrier.write(refusal, isRefusal: true, of: request.call)
                }
                return (refusal, false)
            }
            let hadEffect = change(request)
            let reply = request.replies.done(&dice)
            barrier.write(reply, isRefusal: false, of: request.call)
            return (reply, hadEffect)
        }
    }

    /// The reply to a probe, which names the action if the barrier knows that it was done.
    func named(_ request: SimulatedRequest, _ reply: WireReply) -> WireReply {
        guard keepBarrier, barrier.isInEffect(request.call) else { return reply }
        var reply = reply
        reply.headers.replaceOrAdd(name: "Saga-Barrier", value: "applied")
        return reply
    }

    private func answer(_ status: Int, _ word: String) -> WireReply {
        WireReply(status: status, headers: HTTPHeaders([("Saga-Barrier", word)]))
    }
}
