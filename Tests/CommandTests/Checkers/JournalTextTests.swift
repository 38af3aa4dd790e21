import SagaTesting
import Steps
import Testing

@Suite("An exported journal")
struct JournalTextTests {
    private static let time = #""time":"2026-11-21T10:00:00.250Z""#

    @Test("is read with the definitions that its entries name")
    func definitions() throws {
        let workflow = try WorkflowDefinition.diamond()
        let json = String(decoding: try workflow.canonicalJSON(), as: UTF8.self)
        let journal = try JournalText(
            lines: #"{"type":"definition","hash":"0123456789ab","workflow":\#(json)}"#)
        #expect(journal.definitions == ["0123456789ab": workflow])
        #expect(journal.records == [])
    }

    @Test("says what a saga was accepted as")
    func acceptance() throws {
        let line = #"""
            {"saga":"s","seq":1,\#(Self.time),"type":"sagaAccepted","acceptance":{"workflow":"w",\#
            "definition":"d","job":"j","key":"k","inputs":{"n":[1,"a"]},"nodes":["node01"],\#
            "priority":2,"notBefore":"2026-11-21T10:00:01.000Z",\#
            "parent":{"saga":"p","step":3,"kind":"action"},"schedule":null,"locks":["l"]}}
            """#
        let record = try #require(try JournalText(lines: line).records.first)
        #expect(
            record.acceptance
                == AcceptanceRecord(
                    workflow: "w", definition: "d", job: "j", key: "k",
                    inputs: ["n": .list([.integer(1), .string("a")])], nodes: ["node01"],
                    priority: 2, notBefore: Timestamp(rawValue: 1_795_255_201_000),
                    parent: .init(saga: "p", step: 3, kind: .action), locks: ["l"]))
    }

    @Test("names instances as keys do", arguments: ["create@node01", "create#2@a/b@c", "approve"])
    func instances(_ name: String) throws {
        let line = #"""
            {"saga":"s","seq":1,\#(Self.time),"type":"attemptEnded","instance":"\#(name)",\#
            "kind":"probe","applied":false}
            """#
        let record = try #require(try JournalText(lines: line).records.first)
        #expect(record.instance?.description == name)
        #expect(record.applied == false)
        let key = RequestKey("s/\(name)/probe")
        #expect(key?.instance == record.instance)
        #expect(key?.call == .probe)
    }

    @Test("is refused where it names nothing", arguments: ["", "@node01", "create#@node01"])
    func nonsense(_ name: String) {
        let line = #"{"saga":"s","seq":1,\#(Self.time),"type":"stepSettled","instance":"\#(name)"}"#
        #expect(throws: DecodingError.self) { try JournalText(lines: line) }
    }
}
