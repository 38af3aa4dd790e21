import Foundation
import Journal
import SagaTesting
import Steps
import Testing

/// Whatever happens to the file: it is found, or it changes nothing.
struct DamageTests {
    /// `SAGA_DAMAGES` raises it: more of them hold up tests that have deadlines.
    private static let seeds =
        ProcessInfo.processInfo.environment["SAGA_DAMAGES"].flatMap(Int.init) ?? 12

    @Test("a sound journal is found sound")
    func sound() throws {
        let sound = try #require(SoundJournal.made)
        let directory = try TemporaryDirectory()
        let path = try sound.lay(in: directory)
        let report = try JournalVerifier.report(directory: path)
        #expect(report.findings == [])
        #expect(report.sagas == 24 * 5 && report.archived == 24)
        #expect(sound.histories.count == 24 * 6)
    }

    @Test("damage is found, or changes nothing", arguments: Damage.allCases)
    func random(damage: Damage) throws {
        let sound = try #require(SoundJournal.made)
        var found = 0
        var unnamed = 0
        for seed in 0..<Self.seeds {
            var generator = SeededGenerator(seed: UInt64(seed))
            let directory = try TemporaryDirectory()
            let data = damage.applied(to: sound, &generator)
            let path = try sound.lay(in: directory, data: data)
            let salvage: JournalSalvage
            do throws(JournalError) {
                salvage = try JournalSalvage(directory: path)
            } catch {
                // Nothing of a journal is left, or it says that it is of another format.
                #expect(error.code == .unknownFormat, "\(damage) \(seed): \(error)")
                found += 1
                continue
            }
            let histories = try SoundJournal.histories(salvage)
            let report = salvage.report
            if report.findings.isEmpty {
                #expect(histories == sound.histories, "\(damage) \(seed)")
                #expect(try SoundJournal.contents(path) == sound.contents, "\(damage) \(seed)")
            } else {
                found += 1
                unnamed += check(histories, of: sound, report, "\(damage) \(seed)")
            }
        }
        print("\(damage): \(found) of \(Self.seeds) found, \(unnamed) sagas lost without a name")
    }

    /// - Returns: how many sagas lost entries without being named.
    private func check(
        _ histories: [SagaID: [EncodedEntry]], of sound: SoundJournal, _ report: JournalReport,
        _ what: String
    ) -> Int {
        var unnamed = 0
        for (saga, entries) in histories {
            let original = sound.histories[saga] ?? []
            #expect(original.starts(with: entries), "\(what): saga \(saga) is another")
        }
        for (saga, original) in sound.histories where histories[saga] != original {
            if !report.damaged.contains(saga) {
                unnamed += 1
                // At least where they stood is told.
                #expect(report.findings.contains { $0.place != nil }, "\(what): saga \(saga)")
            }
        }
        return unnamed
    }
}
