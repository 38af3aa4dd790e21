/// The text of a cluster file.
enum ClusterFile {
    static func text(_ nodes: [(name: String, url: String)], _ settings: ClusterSettings) -> String
    {
        var text = "nodes:\n"
        for (name, url) in nodes {
            text += """
                  \(name):
                    endpoints:
                      - url: \(url)
                    headers: { node: \(name) }
                    timestamps: \(settings.timestamps)
                    maxRequestLifetime: \(settings.maxRequestLifetime)

                """
        }
        return text
    }
}
