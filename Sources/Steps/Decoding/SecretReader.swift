/// Reads the secrets and programs of a cluster file.
enum SecretReader {
    static func secrets(_ field: Field) -> [String: SecretDefinition]? {
        guard let fields = field.fields() else { return nil }
        var secrets: [String: SecretDefinition] = [:]
        for (name, field) in fields.all { secrets[name] = secret(field) }
        return secrets.count == fields.entries.count ? secrets : nil
    }

    private static func secret(_ field: Field) -> SecretDefinition? {
        guard let fields = field.fields(known: ["env", "file"]) else { return nil }
        switch (fields["env"], fields["file"]) {
        case (let name?, nil): return name.text().map { .environment($0) }
        case (nil, let path?): return path.text().map { .file($0) }
        default:
            if fields.misspelt.isEmpty {
                field.report("expected { env: VARIABLE } or { file: PATH }")
            }
            return nil
        }
    }

    static func programs(_ field: Field) -> [String: String]? {
        guard let fields = field.fields() else { return nil }
        var programs: [String: String] = [:]
        for (name, field) in fields.all { programs[name] = field.text() }
        return programs.count == fields.entries.count ? programs : nil
    }
}
