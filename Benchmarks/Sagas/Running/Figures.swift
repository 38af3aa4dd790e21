import Foundation

/// The numbers of a JSON object.
struct Figures {
    private let object: [String: Any]

    init(_ text: String) throws {
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)),
            let object = object as? [String: Any]
        else { throw BenchmarkFailure("this is no JSON object: \(text.prefix(200))") }
        self.object = object
    }

    subscript(_ name: String) -> Double {
        get throws {
            let parts = name.split(separator: ".").map(String.init)
            var value: Any? = object
            for part in parts { value = (value as? [String: Any])?[part] }
            guard let number = value as? NSNumber else {
                throw BenchmarkFailure("there is no number '\(name)'")
            }
            return number.doubleValue
        }
    }

    func text(_ name: String) throws -> String {
        guard let text = object[name] as? String else {
            throw BenchmarkFailure("there is no text '\(name)'")
        }
        return text
    }
}
