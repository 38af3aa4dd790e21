/// How unkind a loss of power is to what was not synced.
package enum LossStyle: String, Sendable, CaseIterable {
    /// Nothing of it is left.
    case dropped
    /// All of it is left, as after a SIGKILL.
    case kept
    /// Whatever came before a moment is left, and nothing after it.
    case orderly
    /// Each piece of 512 bytes is left or not, as it happens.
    case scattered
    /// What came last is left, and what came before it is not.
    case reversed
    /// All is left but few pieces.
    case holed

    /// One of those that leave something to chance, most of the time.
    package static func random(using numbers: inout SeededNumbers) -> LossStyle {
        let styles: [LossStyle] = [
            .dropped, .kept, .orderly, .scattered, .scattered, .scattered, .reversed, .reversed,
            .holed, .holed,
        ]
        return styles[Int.random(in: styles.indices, using: &numbers)]
    }
}
