import Foundation

/// The body of a `POST /_control`: what to change, the rest stays as it is.
package struct ControlChange: Decodable, Sendable {
    let down: Bool?
    let endpointDown: Bool?
    let hang: Bool?
    let drip: Bool?
    let delay: Duration?
    let lag: Duration?
    let randomBehavior: Double?
    let failNext: Int?
    let fault: Fault.Kind?
    let status: Int?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case down, endpointDown, hang, drip, delay, lag, randomBehavior, failNext, fault, status
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads the change strictly: a misspelt control that does nothing would make a test pass.
    package init(from decoder: any Decoder) throws {
        let named = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = named.sorted().first(where: { CodingKeys(stringValue: $0) == nil }) {
            let known = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
            throw ReplyError(400, "Unknown control '\(unknown)'; there are \(known)")
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        down = try values.decodeIfPresent(Bool.self, forKey: .down)
        endpointDown = try values.decodeIfPresent(Bool.self, forKey: .endpointDown)
        hang = try values.decodeIfPresent(Bool.self, forKey: .hang)
        drip = try values.decodeIfPresent(Bool.self, forKey: .drip)
        delay = try Self.duration(.delay, in: values)
        lag = try Self.duration(.lag, in: values)
        randomBehavior = try values.decodeIfPresent(Double.self, forKey: .randomBehavior)
        failNext = try values.decodeIfPresent(Int.self, forKey: .failNext)
        fault = try values.decodeIfPresent(String.self, forKey: .fault).map(Self.kind)
        status = try values.decodeIfPresent(Int.self, forKey: .status)
        try validate()
    }

    private func validate() throws(ReplyError) {
        if let randomBehavior, !(0...1).contains(randomBehavior) {
            throw ReplyError(400, "randomBehavior must be 0 to 1, not \(randomBehavior)")
        }
        if let failNext, failNext < 0 {
            throw ReplyError(400, "failNext must not be negative")
        }
        if let status, !(400...599).contains(status) {
            throw ReplyError(400, "status must be 400 to 599, not \(status)")
        }
        if failNext == nil, fault != nil || status != nil {
            throw ReplyError(400, "fault and status say how failNext fails: name it too")
        }
    }

    private static func duration(
        _ key: CodingKeys, in values: KeyedDecodingContainer<CodingKeys>
    ) throws -> Duration? {
        guard let text = try values.decodeIfPresent(String.self, forKey: key) else { return nil }
        guard let duration = Duration.parse(text) else {
            throw ReplyError(
                400, "\(key.rawValue) must be such as 250ms or 2s, at most an hour")
        }
        return duration
    }

    private static func kind(_ text: String) throws(ReplyError) -> Fault.Kind {
        guard let kind = Fault.Kind(rawValue: text) else {
            let known = Fault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ReplyError(400, "fault must be one of \(known)")
        }
        return kind
    }
}

extension ControlChange {
    /// Reads the body of a request.
    ///
    /// - Throws: 400 saying what is wrong with it.
    init(json: Data) throws(ReplyError) {
        do {
            self = try JSONDecoder().decode(ControlChange.self, from: json)
        } catch let refusal as ReplyError {
            throw refusal
        } catch DecodingError.typeMismatch(_, let place), DecodingError.dataCorrupted(let place) {
            let field = place.codingPath.last?.stringValue ?? "body"
            throw ReplyError(400, "The \(field) is not as it should be: \(place.debugDescription)")
        } catch {
            throw ReplyError(400, "The body is no valid change: \(error)")
        }
    }
}
