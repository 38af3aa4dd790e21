/// The input of a step written in Swift that needs none, or takes no notice of it.
public struct NoInput: Decodable, Sendable {
    /// Holds nothing.
    public init() {}

    /// Takes any input, and reads nothing of it.
    public init(from decoder: any Decoder) {}
}
