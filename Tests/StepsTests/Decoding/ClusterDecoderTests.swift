import Testing

@testable import Steps

struct ClusterDecoderTests {
    static func errors(_ node: String, named name: String = "node01") -> String {
        do throws(DefinitionError) {
            _ = try ClusterDecoder.decode("nodes:\n  \(name): \(node)\n", file: "c.yaml")
            return ""
        } catch {
            return error.description
        }
    }

    @Test func everyKeyIsRead() throws {
        let cluster = try ClusterDecoder.decode(
            """
            nodes:
              node02:
                endpoints: [{ url: "https://[::1]:8443/api" }]
              node01:
                endpoints:
                  - url: http://127.0.0.1:8101
                    weight: 0.5
                  - url: http://127.0.0.1:8102
                headers: { node: 001 }
                trailingSlash: true
                timestamps: true
                maxRequestLifetime: 1s
            """, file: "c.yaml")
        #expect(cluster.nodeNames == ["node01", "node02"])
        #expect(
            cluster.nodes["node01"]
                == NodeDefinition(
                    endpoints: [
                        EndpointDefinition(url: "http://127.0.0.1:8101", weight: 0.5),
                        EndpointDefinition(url: "http://127.0.0.1:8102"),
                    ], headers: ["node": "001"], trailingSlash: true, timestamps: true,
                    maxRequestLifetime: .seconds(1)))
        #expect(
            cluster.nodes["node02"]
                == NodeDefinition(endpoints: [EndpointDefinition(url: "https://[::1]:8443/api")]))
    }

    /// What is said for all nodes, a node can say otherwise.
    @Test func theBarrierIsReadForAllAndForOne() throws {
        let cluster = try ClusterDecoder.decode(
            """
            barrier: true
            nodes:
              a: { endpoints: [{ url: "http://a" }] }
              b: { endpoints: [{ url: "http://b" }], barrier: false }
              c: { endpoints: [{ url: "http://c" }], sharesIdempotency: false }
            """, file: "c.yaml")
        #expect(cluster.nodes.mapValues(\.barrier) == ["a": true, "b": false, "c": true])
        // Endpoints that share a table know each other's keys, unless that is denied.
        #expect(
            cluster.nodes.mapValues(\.sharesIdempotency) == ["a": true, "b": false, "c": false])
    }

    @Test(arguments: [
        ("{}", "c.yaml:2:11: nodes.node01: 'endpoints' is missing"),
        ("{ endpoints: [] }", "nodes.node01.endpoints: a node has at least one endpoint"),
        ("{ endpoints: [{ url: http://a }], timestamp: true }", "did you mean 'timestamps'?"),
        (
            "{ endpoints: [{ url: http://a }], timestamps: yes }",
            "expected true or false, not 'yes'"
        ),
        ("{ endpoints: [{ url: http://a }], trailingSlash: 'true' }", "without quotes"),
        ("{ endpoints: [{ url: http://a }], headers: { Host: b } }", "'Host' cannot be set"),
        (
            "{ endpoints: [{ url: http://a }], headers: { saga-id: b } }",
            "the engine sends it with every request"
        ),
        ("{ endpoints: [{ url: http://a }], barrier: 1 }", "expected true or false"),
        ("{ endpoints: [{ url: http://a }], headers: { a: \"b\\nc\" } }", "no line breaks"),
        ("{ endpoints: [{ url: http://a }], maxRequestLifetime: 0s }", "a time above zero"),
        ("{ endpoints: [{ url: http://a, weight: 0 }] }", "expected a number above 0, not 0.0"),
        ("{ endpoints: [{ url: http://a, weight: .inf }] }", "expected a number, not '.inf'"),
        (
            "{ endpoints: [{ url: http://a }, { url: HTTP://A:80/ }] }",
            "c.yaml:2:51: nodes.node01.endpoints[1].url: 'HTTP://A:80/' is listed more than once"
        ),
    ])
    func aWrongNodeIsNamed(node: String, message: String) {
        let errors = Self.errors(node)
        #expect(errors.contains(message), "\(errors)")
        #expect(errors.hasPrefix("c.yaml:2:"))
    }

    @Test(
        arguments: [
            ("http://host:8101", nil), ("https://host/base/", nil), ("http://10.0.0.1", nil),
            ("host:8101", "expected http://"), ("ftp://host", "expected http://"),
            ("file:///etc/passwd", "expected http://"), ("http://", "expected http://"),
            ("http:///x", "expected http://"), ("http://:80", "expected http://"),
            ("http://user:hidden@host", "no user name or password"), ("http://h?x", "no query"),
            ("http://h#x", "no query"), ("http://h/../x", "no '.' or '..'"),
            ("http://h:0", "a port"), ("http://h:65536", "a port"), ("http://h:", "a port"),
            ("http://h\r\nx", "no spaces"), ("http://h x", "no spaces"),
            ("http://ho√t", "no spaces"),
            ("http://[::1", "expected http://"), ("http://[x]", "expected http://"),
        ] as [(String, String?)])
    func onlyPlainURLsAreTaken(url: String, message: String?) {
        let objection = EndpointURL.objection(to: url)
        if let message {
            #expect(objection?.contains(message) == true, "\(objection ?? "accepted")")
            #expect(objection?.contains("hidden") == false)
        } else {
            #expect(objection == nil)
        }
    }

    @Test(arguments: ["../x", "-a", "a/b", "\"\"", "\"a\\nb\""])
    func nodeNamesAreHarmless(name: String) {
        let errors = Self.errors("{ endpoints: [{ url: http://a }] }", named: name)
        #expect(errors.contains("is no name of a node"), "\(errors)")
    }

    @Test func aClusterHasNodes() {
        let error = #expect(throws: DefinitionError.self) {
            try ClusterDecoder.decode("nodes: {} # none yet", file: "c.yaml")
        }
        #expect(error?.description == "c.yaml:1:1: nodes: a cluster has at least one node")
    }
}
