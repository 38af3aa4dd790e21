/// The headers that every request to a node carries: what a node needs to keep the wire barrier
/// (docs/barrier.md).
public enum SagaHeader: String, CaseIterable, Sendable {
    /// The same for all tries of one call: `SAGA/STEP/DIRECTION`.
    case idempotencyKey = "Idempotency-Key"
    /// The saga.
    case saga = "Saga-Id"
    /// The step, and where it runs: `create@node01`, `create#2@node01`.
    case step = "Saga-Step"
    /// Why the request is sent: `action`, `compensation`, `probe` or `before`.
    case direction = "Saga-Direction"
    /// The number of the try, from 1.
    case attempt = "Saga-Attempt"
    /// The epoch of the journal that the engine writes to; a restored journal has a higher one.
    case epoch = "Saga-Epoch"
}

extension Call {
    /// What the headers say for this call.
    ///
    /// - Parameter epoch: that of the journal in which the call was recorded.
    public func headers(epoch: Int) -> [(name: String, value: String)] {
        let saga = saga.description
        return SagaHeader.allCases.map { header in
            let value =
                switch header {
                case .idempotencyKey: idempotencyKey(saga)
                case .saga: saga
                case .step: instance.description
                case .direction: direction.description
                case .attempt: "\(attempt)"
                case .epoch: "\(epoch)"
                }
            return (header.rawValue, value)
        }
    }
}
