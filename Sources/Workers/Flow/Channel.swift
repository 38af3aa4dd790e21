internal import Steps

/// The calls that need room in the same places.
struct Channel {
    /// What all of them have in common.
    struct Key: Hashable {
        let node: String?
        let pool: String?
    }

    /// What tells one of them from the others; a million of them may wait.
    struct Waiting {
        let saga: SagaID
        let step: Int
        /// The number of its arrival among all calls.
        let arrival: Int
    }

    let key: Key
    /// Which gates have to be open besides the engine's own.
    let gates: [Int]
    var waiting = FairQueue<Waiting>()
}
