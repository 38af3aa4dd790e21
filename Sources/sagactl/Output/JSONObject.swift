internal import Steps

/// A flat or nested JSON object with its fields in the order in which they are added.
struct JSONObject {
    private var fields: [String] = []

    mutating func add(_ name: String, _ value: Value?) {
        fields.append("\(JSONText.string(name)):\(value.map(JSONText.value) ?? "null")")
    }

    mutating func add(_ name: String, _ value: String?) {
        add(name, value.map(Value.string))
    }

    mutating func add(_ name: String, _ value: Int?) {
        add(name, value.map { Value.integer(Int64($0)) })
    }

    mutating func add(_ name: String, _ value: Bool?) {
        add(name, value.map(Value.bool))
    }

    mutating func add(_ name: String, _ value: Timestamp?) {
        add(name, value?.description)
    }

    mutating func add(_ name: String, _ value: JSONObject) {
        fields.append("\(JSONText.string(name)):\(value.text)")
    }

    mutating func add(_ name: String, _ values: [String]) {
        fields.append(
            "\(JSONText.string(name)):[\(values.map(JSONText.string).joined(separator: ","))]")
    }

    mutating func add(_ name: String, _ values: [JSONObject]) {
        fields.append("\(JSONText.string(name)):[\(values.map(\.text).joined(separator: ","))]")
    }

    mutating func add(_ name: String, _ values: [String: Value]) {
        var object = JSONObject()
        for (key, value) in values.sorted(by: { $0.key < $1.key }) { object.add(key, value) }
        add(name, object)
    }

    /// Adds all fields of another object.
    mutating func merge(_ other: JSONObject) {
        fields += other.fields
    }

    var text: String { "{\(fields.joined(separator: ","))}" }
}
