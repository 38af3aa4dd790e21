/// A random expression as text, beside the sets of numbers that its text was made from.
struct RandomCron {
    let source: String
    let minutes: Set<Int>
    let hours: Set<Int>
    let days: Set<Int>
    let months: Set<Int>
    let weekdays: Set<Int>
    let isEitherDayEnough: Bool

    init(onAnyDay: Bool = false, using random: inout SplitMix) {
        let minute = Field(0...59, open: 3, using: &random)
        let hour = Field(0...23, open: 3, using: &random)
        let day = Field(1...31, open: onAnyDay ? 10 : 5, using: &random)
        let month = Field(1...12, open: onAnyDay ? 10 : 6, using: &random)
        let weekday = Field(0...6, open: onAnyDay ? 10 : 5, using: &random)
        source = [minute, hour, day, month, weekday].map(\.text).joined(separator: " ")
        minutes = minute.values
        hours = hour.values
        days = day.values
        months = month.values
        weekdays = weekday.values
        isEitherDayEnough = !day.text.hasPrefix("*") && !weekday.text.hasPrefix("*")
    }

    private struct Field {
        var text: String
        var values: Set<Int>

        /// A `*` in `open` cases of ten.
        init(_ range: ClosedRange<Int>, open: Int, using random: inout SplitMix) {
            let step = Int.random(in: 1...max(2, range.count / 3), using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<open:
                text = "*"
                values = Set(range)
            case 9:
                text = "*/\(step)"
                values = Set(stride(from: range.lowerBound, through: range.upperBound, by: step))
            case 8:
                let low = Int.random(in: range, using: &random)
                let high = Int.random(in: low...range.upperBound, using: &random)
                text = "\(low)-\(high)/\(step)"
                values = Set(stride(from: low, through: high, by: step))
            default:
                let count = Int.random(in: 1...3, using: &random)
                let list = (0..<count).map { _ in Int.random(in: range, using: &random) }
                text = list.map(String.init).joined(separator: ",")
                values = Set(list)
            }
        }
    }
}
