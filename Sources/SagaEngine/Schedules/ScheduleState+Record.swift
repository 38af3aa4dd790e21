internal import Foundation
public import Steps

extension ScheduleState {
    /// The state as it is stored: a JSON object with its keys in order, and a version.
    public func encoded() throws(ScheduleError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(ScheduleRecord(self)))
        } catch {
            throw ScheduleError("the schedule '\(name)' cannot be stored: \(error)")
        }
    }

    /// Reads what ``encoded()`` wrote.
    ///
    /// - Throws: ``ScheduleError`` for another version, and for what is no record of a schedule.
    public init(encoded bytes: [UInt8]) throws(ScheduleError) {
        let record: ScheduleRecord
        do {
            let decoder = JSONDecoder()
            let found = try decoder.decode(ScheduleRecord.Version.self, from: Data(bytes)).version
            guard found == ScheduleRecord.currentVersion else {
                throw ScheduleError(
                    "the record has version \(found); "
                        + "this engine reads \(ScheduleRecord.currentVersion)")
            }
            record = try decoder.decode(ScheduleRecord.self, from: Data(bytes))
        } catch let error as ScheduleError {
            throw error
        } catch {
            throw ScheduleError("this is not the record of a schedule: \(error)")
        }
        try self.init(record)
    }

    private init(_ record: ScheduleRecord) throws(ScheduleError) {
        guard let hash = ContentHash(bytes: Array(record.workflowHash)) else {
            throw ScheduleError("the record of '\(record.name)' names no version of its workflow")
        }
        self.init(
            name: record.name, workflow: record.workflow, workflowHash: hash,
            definition: record.definition, at: record.lastMoment)
        isPaused = record.isPaused
        runs = record.runs
        skipped = record.skipped
        guard let text = record.lastRun else { return }
        guard let saga = SagaID(text) else {
            throw ScheduleError("the record of '\(record.name)' has a last run '\(text)'")
        }
        lastRun = saga
    }
}
