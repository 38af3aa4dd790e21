import Testing

@testable import Steps

struct SagaIDTests {
    @Test(arguments: [
        SagaID(microseconds: 0, random: 0),
        SagaID(microseconds: 1_767_225_600_000_000, random: 0x12_3456_789A),
        SagaID(microseconds: .max, random: .max),
    ])
    func theTextIsReadBack(id: SagaID) {
        #expect(id.description.utf8.count == 20)
        #expect(SagaID(id.description) == id)
        #expect(SagaID(id.description.uppercased()) == id)
    }

    @Test(arguments: [
        "", "0000000000000000000", "000000000000000000000", "0000000000000000000i",
        "0000000000000000000u", "0000000000 000000000", "000000000000000000\u{e9}",
        "\u{10}0000000000000000000",
    ])
    func otherTextIsRefused(text: String) {
        #expect(SagaID(text) == nil)
    }

    @Test func textsAreOrderedAsIDsAre() {
        let ids = [(1, 9), (1, 10), (31, 0), (32, 0), (1 << 40, 5)].map {
            SagaID(microseconds: $0, random: $1)
        }
        #expect(ids.sorted() == ids)
        #expect(ids.map(\.description).sorted() == ids.map(\.description))
    }

    @Test func idsRiseWhenTheClockGoesBack() {
        var random = SystemRandomNumberGenerator()
        var generator = SagaIDGenerator(after: SagaID(microseconds: 5_000_000, random: 0))
        let times: [Int64] = [1, 6_000, 6_000, 5_999, -1, 0, 6_001]
        let ids = times.map { generator.next(at: Timestamp(rawValue: $0), using: &random) }
        #expect(
            ids.map(\.microseconds) == [
                5_000_001, 6_000_000, 6_000_001, 6_000_002, 6_000_003, 6_000_004, 6_001_000,
            ])
    }
}
