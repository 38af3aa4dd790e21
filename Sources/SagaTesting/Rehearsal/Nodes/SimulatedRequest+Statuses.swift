internal import Steps

extension SimulatedRequest {
    /// The status that says that it was done, as its definition would have it.
    func doneStatus(_ usual: Int) -> Int {
        let good = call.statuses.succeeded.filter { (200..<300).contains($0) }
        return good.isEmpty || good.contains(usual) ? usual : good[0]
    }

    /// The status that says that it is there already: what the definition knows of.
    var conflictStatus: Int {
        let known = call.statuses.succeeded + call.statuses.rejected
        return !known.contains(409) && known.contains(400) ? 400 : 409
    }
}
