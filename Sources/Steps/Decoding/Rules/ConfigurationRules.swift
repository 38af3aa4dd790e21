/// Checks the secrets and programs of a cluster.
enum ConfigurationRules {
    static func findings(in cluster: ClusterDefinition) -> [Finding] {
        var findings: [Finding] = []
        for (name, place) in cluster.secrets.sorted(by: { $0.key < $1.key }) {
            let here = Place.root["secrets"][name]
            if !NameRules.isInput(name) {
                findings.append(
                    Finding(here, "\(PrintableText.quoted(name)) is no name of a secret"))
            }
            if case .environment(let variable) = place, !NameRules.isInput(variable) {
                findings.append(
                    Finding(
                        here["env"], "\(PrintableText.quoted(variable)) is no name of a variable"))
            }
        }
        for (name, path) in cluster.programs.sorted(by: { $0.key < $1.key }) {
            let here = Place.root["programs"][name]
            if !NameRules.isID(name) {
                findings.append(
                    Finding(here, "\(PrintableText.quoted(name)) is no name of a program"))
            }
            if !path.hasPrefix("/") || path.utf8.contains(0) {
                findings.append(Finding(here, "expected the program's path, from '/'"))
            }
        }
        for (name, node) in cluster.nodes.sorted(by: { $0.key < $1.key }) {
            guard let bearer = node.bearer, cluster.secrets[bearer] == nil else { continue }
            findings.append(
                Finding(
                    .root["nodes"][name]["bearer"],
                    "\(PrintableText.quoted(bearer)) is not among the secrets",
                    suggestion: Suggestion.nearest(to: bearer, among: cluster.secrets.keys)))
        }
        return findings
    }
}
