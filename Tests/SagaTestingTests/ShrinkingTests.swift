import Testing

@testable import SagaTesting

@Suite("Shrinking")
struct ShrinkingTests {
    @Test(
        "finds what it takes and nothing else",
        arguments: [[], [1], [100], [7, 8], [3, 50, 99], Array(20...40)])
    func findsTheCauses(_ causes: [Int]) {
        var shrinking = Shrinking(questions: 10_000)
        let found = shrinking.smallest(of: Array(1...100)) { list in
            Set(causes).isSubset(of: list)
        }
        #expect(found == causes)
    }

    @Test("stops when it may ask no more")
    func stops() {
        var shrinking = Shrinking(questions: 5)
        var asked = 0
        let found = shrinking.smallest(of: Array(1...1_000)) { list in
            asked += 1
            return list.contains(3) && list.contains(900)
        }
        #expect(asked == 5)
        #expect(found.contains(3) && found.contains(900))
    }
}
