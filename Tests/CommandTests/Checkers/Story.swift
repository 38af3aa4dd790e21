import SagaTesting
import Testing

/// What some sagas did, written by hand; and the promise that it breaks, if it breaks one.
struct Story: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// `nil`: it is sound, however strange it looks.
    let promise: String?
    let evidence: @Sendable () throws -> Evidence

    /// A story of several sagas.
    init(
        _ promise: String?, _ what: String,
        sagas: @escaping @Sendable () throws -> [SagaScript]
    ) {
        testDescription = what
        self.promise = promise
        evidence = { Evidence(try sagas()) }
    }

    /// A story of one saga.
    init(
        _ promise: String?, _ what: String, _ saga: @escaping @Sendable () throws -> SagaScript,
        _ tell: @escaping @Sendable (inout SagaScript) throws -> Void
    ) {
        self.init(promise, what) {
            var script = try saga()
            try tell(&script)
            return [script]
        }
    }
}
