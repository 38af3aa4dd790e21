internal import Foundation
internal import Steps

/// Takes scalars out of a JSON document.
///
/// Only what lies on the way to them is decoded: with Foundation's decoder each value costs time
/// that grows with the depth at which it stands, and two kilobytes of lists in lists took seconds.
struct JSONValues: Decodable {
    private var values: [[String]: Value] = [:]

    /// The scalars at some paths; what there is no scalar at is left out.
    ///
    /// - Throws: an error if it is no JSON, or a number that is wanted fits no type.
    static func read(_ paths: [[String]], in document: Data) throws -> [[String]: Value] {
        guard !paths.isEmpty else { return [:] }
        let decoder = JSONDecoder()
        decoder.userInfo[.paths] = paths
        return try decoder.decode(JSONValues.self, from: document).values
    }

    init(from decoder: any Decoder) throws {
        let paths = decoder.userInfo[.paths] as? [[String]] ?? []
        try take(paths.map { Wanted(path: $0, rest: $0[...]) }, from: decoder)
    }

    /// A path, and the part of it that still lies ahead.
    private struct Wanted {
        let path: [String]
        var rest: ArraySlice<String>
    }

    private mutating func take(_ wanted: [Wanted], from decoder: any Decoder) throws {
        if let list = try? decoder.unkeyedContainer() {
            try take(wanted, from: list)
        } else if let object = try? decoder.container(keyedBy: Name.self) {
            for (name, wanted) in Self.grouped(wanted) {
                let name = Name(stringValue: name)
                guard object.contains(name) else { continue }
                try take(wanted, from: object.superDecoder(forKey: name))
            }
        } else {
            for one in wanted where one.rest.isEmpty {
                values[one.path] = try Value(from: decoder)
            }
        }
    }

    private mutating func take(_ wanted: [Wanted], from list: any UnkeyedDecodingContainer) throws {
        var list = list
        var byIndex: [Int: [Wanted]] = [:]
        for (name, wanted) in Self.grouped(wanted) {
            // More than one name can stand for an index, such as `1` and `01`.
            if let index = Int(name) { byIndex[index, default: []] += wanted }
        }
        guard let last = byIndex.keys.max() else { return }
        while !list.isAtEnd, list.currentIndex <= last {
            let index = list.currentIndex
            let item = try list.superDecoder()
            if let wanted = byIndex[index] { try take(wanted, from: item) }
        }
    }

    /// By the next name; those that end here want a scalar, and there is none.
    private static func grouped(_ wanted: [Wanted]) -> [String: [Wanted]] {
        var groups: [String: [Wanted]] = [:]
        for one in wanted {
            guard let name = one.rest.first else { continue }
            groups[name, default: []].append(Wanted(path: one.path, rest: one.rest.dropFirst()))
        }
        return groups
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }
}

extension CodingUserInfoKey {
    /// What is wanted of a document.
    fileprivate static let paths: CodingUserInfoKey = {
        guard let key = CodingUserInfoKey(rawValue: "paths") else {
            preconditionFailure("every text makes a key")
        }
        return key
    }()
}

extension Sequence<ReplyPath> {
    /// The paths that lead into a body.
    var bodies: [[String]] {
        compactMap { path in
            if case .body(let parts) = path { parts } else { nil }
        }
    }
}
