/// The values that a field of a cron expression allows: numbers from 0 to 59, one bit each.
struct CronValues: Hashable, Sendable {
    private var bits: UInt64 = 0

    init() {}

    init(_ values: some Sequence<Int>) {
        for value in values { insert(value) }
    }

    var isEmpty: Bool { bits == 0 }

    var count: Int { bits.nonzeroBitCount }

    func contains(_ value: Int) -> Bool {
        bits >> UInt64(value) & 1 == 1
    }

    mutating func insert(_ value: Int) {
        bits |= 1 << UInt64(value)
    }

    /// The least value that is not below another, without looking at those between.
    func next(from value: Int) -> Int? {
        let rest = value < UInt64.bitWidth ? bits >> UInt64(value) : 0
        return rest == 0 ? nil : value + rest.trailingZeroBitCount
    }
}
