/// The times of recent calls: an average for choosing, percentiles for people.
struct LatencyRecord: Sendable {
    private static let capacity = 256
    /// The weight of a new call in the moving average.
    private static let gain = 0.1

    private(set) var average: Duration?
    private var recent: [Duration] = []
    private var next = 0

    mutating func record(_ latency: Duration) {
        average = average.map { $0 + (latency - $0) * Self.gain } ?? latency
        if recent.count < Self.capacity {
            recent.append(latency)
        } else {
            recent[next] = latency
            next = (next + 1) % Self.capacity
        }
    }

    /// The time that this share of the recent calls stayed under; `nil`: no calls.
    func percentile(_ share: Double) -> Duration? {
        guard !recent.isEmpty else { return nil }
        let sorted = recent.sorted()
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
}
