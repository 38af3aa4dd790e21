import Foundation
import PlantedBugs
import Testing

/// The table as it is, against the tree as it is.
struct BugTableTests {
    private static let fewest = 40

    private let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    private let table: BugTable

    init() throws {
        table = try BugTable(folder: root + "/Tests/PlantedBugs/Bugs")
    }

    @Test("every bug still applies to the tree")
    func applies() {
        #expect(table.mistakes(in: root).isEmpty)
    }

    @Test("there are bugs enough, for every harness")
    func enough() {
        #expect(table.bugs.count >= Self.fewest)
        #expect(Set(table.bugs.map(\.harness)) == Set(PlantedBug.Harness.allCases))
    }

    @Test("some are spread over all, and a name that no bug has is a mistake")
    func choice() throws {
        let some = try table.chosen([], some: 10)
        #expect(some.count == 10)
        #expect(Set(some.map(\.harness)) == Set(PlantedBug.Harness.allCases))
        #expect(throws: BugTable.Mistake.self) { try table.chosen(["none"], some: nil) }
    }
}
