import Foundation
import Testing

@testable import Steps

struct ScheduleDefinitionTests {
    private static func encode(_ definition: ScheduleDefinition) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(definition), as: UTF8.self)
    }

    private static func decode(_ json: String) throws -> ScheduleDefinition {
        try JSONDecoder().decode(ScheduleDefinition.self, from: Data(json.utf8))
    }

    @Test func theJSONIsStable() throws {
        let plain = try ScheduleDefinition(.every(90_000))
        let plainText =
            #"{"catchUp":3600000,"every":90000,"inputs":{},"overlap":"skip","zone":"UTC"}"#
        #expect(try Self.encode(plain) == plainText)
        #expect(try Self.decode(plainText) == plain)
        let full = try ScheduleDefinition(
            .cron(try CronExpression("*/5 4 * * MON")), zone: "Europe/Berlin", overlap: .queue,
            catchUp: 60_000, inputs: ["b": .integer(1), "a": .string("x"), "c": .bool(true)])
        let fullText =
            #"{"catchUp":60000,"cron":"*/5 4 * * MON","inputs":{"a":"x","b":1,"c":true},"#
            + #""overlap":"queue","zone":"Europe/Berlin"}"#
        #expect(try Self.encode(full) == fullText)
        #expect(try Self.decode(fullText) == full)
    }

    @Test(arguments: [
        #"{"catchUp":60000,"inputs":{},"overlap":"skip","zone":"UTC"}"#,
        #"{"catchUp":60000,"cron":"@daily","every":1000,"inputs":{},"overlap":"skip","zone":"UTC"}"#,
        #"{"catchUp":60000,"every":999,"inputs":{},"overlap":"skip","zone":"UTC"}"#,
        #"{"catchUp":9999,"every":1000,"inputs":{},"overlap":"skip","zone":"UTC"}"#,
        #"{"catchUp":60000,"every":1000,"inputs":{},"overlap":"skip","zone":"Mars/Olympus"}"#,
        #"{"catchUp":60000,"every":1000,"inputs":{},"overlap":"cancel","zone":"UTC"}"#,
    ])
    func otherJSONIsRefused(json: String) {
        #expect(throws: (any Error).self) { try Self.decode(json) }
    }

    @Test(arguments: ["UTC", "GMT", "Europe/Berlin", "Europe/Kyiv", "US/Eastern", "Etc/GMT+5"])
    func zonesAreTaken(zone: String) throws {
        #expect(try ScheduleDefinition(.every(1_000), zone: zone).zone == zone)
    }

    @Test(arguments: [
        "", "PST", "CEST", "IST", "GMT+3", "+02:00", "europe/berlin", "Europe/Berlin ", "Berlin",
        "../etc/localtime", "/etc/localtime",
    ])
    func otherZonesAreRefused(zone: String) {
        let error = #expect(throws: ScheduleError.self) {
            try ScheduleDefinition(.every(1_000), zone: zone)
        }
        #expect(error?.description.contains("such as Europe/Berlin") == true)
    }

    @Test(
        arguments: [
            (1_000, -5, 0), (1_000, 0, 1_000), (1_000, 999, 1_000), (1_000, 1_000, 2_000),
            (90_000, 1_767_225_600_000, 1_767_225_690_000), (1_500, 1_501, 3_000),
            (7_000, .max, nil), (.max, 0, .max), (.max, .max, nil),
        ] as [(Int64, Int64, Int64?)])
    func spansAreCountedFromTheEpoch(span: Int64, after: Int64, next: Int64?) throws {
        let definition = try ScheduleDefinition(.every(Milliseconds(rawValue: span)))
        #expect(
            definition.next(after: Timestamp(rawValue: after))
                == next.map { Timestamp(rawValue: $0) })
    }

    @Test(
        arguments: [
            (-1, 0, 1), (0, 0, 0), (0, 999, 0), (0, 1_000, 1), (999, 1_000, 1), (1_000, 1_000, 0),
            (1, 31_536_000_000, 31_536_000), (5, -5, 0), (.min, -1, 0),
        ] as [(Int64, Int64, Int)])
    func momentsAreCounted(after: Int64, through: Int64, count: Int) throws {
        let definition = try ScheduleDefinition(.every(1_000))
        #expect(
            definition.count(
                after: Timestamp(rawValue: after), through: Timestamp(rawValue: through), limit: 3)
                == count)
    }

    @Test func cronMomentsAreCountedUpToALimit() throws {
        let daily = try ScheduleDefinition(.cron(try CronExpression("@daily")))
        let count = { (last: Int64, limit: Int) in
            daily.count(
                after: Timestamp(rawValue: 0), through: Timestamp(rawValue: last), limit: limit)
        }
        #expect(count(86_400_000 * 3, 10) == 3)
        #expect(count(86_400_000 * 3 - 1, 10) == 2)
        #expect(count(86_400_000 * 30, 10) == 10)
    }

    @Test func aCronExpressionComesInItsZone() throws {
        let definition = try ScheduleDefinition(
            .cron(try CronExpression("0 9 * * *")), zone: "Asia/Tokyo")
        #expect(
            definition.next(after: try Timestamp("2026-01-01T00:00:00Z"))
                == (try Timestamp("2026-01-02T09:00:00+09:00")))
    }
}
