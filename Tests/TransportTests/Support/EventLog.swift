/// Numbered events that several servers share, as replicas do.
final class EventLog: Sendable {
    private let texts = Watched<[String]>([])

    /// Adds an event; the first one has the number 1.
    func append(_ text: String) {
        texts.change { $0.append(text) }
    }

    /// Waits until there are events after the one with the number.
    func events(after number: Int) async throws -> [(number: Int, text: String)] {
        let texts = try await texts.wait { $0.count > number }
        return texts.indices.dropFirst(number).map { ($0 + 1, texts[$0]) }
    }
}
