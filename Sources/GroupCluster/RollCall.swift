import Synchronization

/// Collects the nodes' URLs and reports them once all are there.
final class RollCall: Sendable {
    private let expected: Int
    private let onComplete: @Sendable ([String: String]) -> Void
    private let urls = Mutex<[String: String]>([:])

    init(of expected: Int, onComplete: @escaping @Sendable ([String: String]) -> Void) {
        self.expected = expected
        self.onComplete = onComplete
    }

    /// Notes that a node serves at the URL.
    func answer(_ name: String, url: String) {
        let present = urls.withLock { urls in
            urls[name] = url
            return urls
        }
        if present.count == expected { onComplete(present) }
    }
}
