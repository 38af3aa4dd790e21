/// How long a bug is looked for.
struct Bound {
    /// Sagas of a simulation.
    var sagas: Int
    var seeds: Int
    var seconds: Int
}
