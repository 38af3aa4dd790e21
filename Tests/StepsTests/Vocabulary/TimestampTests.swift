import Foundation
import Steps
import Testing

@Suite("Moments")
struct TimestampTests {
    @Test(
        "are written in ISO 8601, to the millisecond",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_270_165_037, "2026-11-21T14:09:25.037Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
        ])
    func written(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(rawValue: milliseconds).description == text)
    }

    @Test("agree with Foundation about the date")
    func agreeing() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1_000 {
            // To the second, since Foundation loses milliseconds now and then.
            let moment = Timestamp(
                rawValue: Int64.random(in: -5_000_000_000...32_000_000_000, using: &random) * 1_000)
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            #expect(moment.description == moment.date.formatted(style))
        }
    }

    @Test("have a text at the ends of time as well", arguments: [Int64.min, .max])
    func extremes(_ milliseconds: Int64) {
        #expect(Timestamp(rawValue: milliseconds).description.hasSuffix("Z"))
    }
}
