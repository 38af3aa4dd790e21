/// The text of a cluster file.
package enum ClusterFile {
    package static func text(
        _ nodes: [(name: String, urls: [String])], _ settings: ClusterSettings
    ) -> String {
        var text = "failover: \(settings.failover)\nbarrier: \(settings.barrier)\nnodes:\n"
        for (name, urls) in nodes {
            let endpoints = urls.map { "{ url: '\($0)' }" }.joined(separator: ", ")
            text += """
                  \(name):
                    endpoints: [\(endpoints)]
                    headers: { node: \(name) }
                    timestamps: \(settings.timestamps)
                    maxRequestLifetime: \(settings.maxRequestLifetime)

                """
        }
        return text
    }
}
