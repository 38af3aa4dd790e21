import Foundation

/// The body `{"groupId": "5"}` of a request, and the rules for group ids.
struct GroupBody: Decodable {
    /// The longest id accepted, in bytes of UTF-8.
    static let maximumIdLength = 256

    let groupId: String

    /// Reads the body and checks its id.
    ///
    /// - Throws: 400 if it is no JSON, 406 if it holds no acceptable id.
    static func groupId(in json: Data) throws(ReplyError) -> String {
        do {
            let id = try JSONDecoder().decode(GroupBody.self, from: json).groupId
            try check(id)
            return id
        } catch let refusal as ReplyError {
            throw refusal
        } catch DecodingError.keyNotFound {
            throw ReplyError(406, "The body has no groupId")
        } catch DecodingError.typeMismatch(_, let place) where place.codingPath.isEmpty {
            throw ReplyError(406, "The body must be an object such as {\"groupId\": \"5\"}")
        } catch DecodingError.typeMismatch, DecodingError.valueNotFound {
            throw ReplyError(406, "groupId must be a string such as \"5\"")
        } catch {
            throw ReplyError(400, "The body is no valid JSON")
        }
    }

    /// Checks an id, wherever it came from.
    ///
    /// - Throws: 406 if it is empty, too long, or holds control characters.
    static func check(_ id: String) throws(ReplyError) {
        guard !id.isEmpty else {
            throw ReplyError(406, "groupId must not be empty")
        }
        guard id.utf8.count <= maximumIdLength else {
            throw ReplyError(406, "groupId must have at most \(maximumIdLength) bytes")
        }
        guard id.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw ReplyError(406, "groupId must not hold control characters")
        }
    }
}
