import HTTPTypes

/// What the headers of a saga's request say.
struct SagaStamp: Equatable, Sendable {
    enum Direction: String, Sendable {
        case action, compensation, probe, before
    }

    let saga: String
    let step: String
    let direction: Direction
    let attempt: Int64
    let epoch: Int64

    /// The longest id accepted, in bytes.
    static let maximumLength = 256

    /// Whether the request is for changing something: reads pass the barrier.
    var changesSomething: Bool { direction == .action || direction == .compensation }

    /// Reads the headers; `nil` if the request is no saga's.
    ///
    /// - Throws: 400 if some are missing or make no sense: a guess would let something through.
    init?(_ headers: HTTPFields) throws(ReplyError) {
        let names = [
            NodeHeader.saga, NodeHeader.step, NodeHeader.direction, NodeHeader.attempt,
            NodeHeader.epoch,
        ]
        guard names.contains(where: { headers[$0] != nil }) else { return nil }
        var values: [String] = []
        for name in names {
            guard let value = headers[name], (1...Self.maximumLength).contains(value.utf8.count)
            else {
                let most = Self.maximumLength
                throw ReplyError(400, "A saga's request has \(name) with 1 to \(most) bytes")
            }
            values.append(value)
        }
        guard let direction = Direction(rawValue: values[2]) else {
            throw ReplyError(400, "Saga-Direction is action, compensation, probe or before")
        }
        guard let attempt = Int64(values[3]), let epoch = Int64(values[4]), attempt > 0, epoch > 0
        else { throw ReplyError(400, "Saga-Attempt and Saga-Epoch are numbers from 1") }
        (saga, step, self.direction) = (values[0], values[1], direction)
        (self.attempt, self.epoch) = (attempt, epoch)
    }
}
