import Testing

@testable import Steps

/// What a cluster file says of its endpoints' health, replication and certificates.
struct FailoverDecoderTests {
    private static func failover(_ text: String) throws -> FailoverDefinition? {
        try ClusterDecoder.decode(
            "failover: \(text)\nnodes: { a: { endpoints: [{ url: http://a }] } }\n",
            file: "c.yaml"
        ).nodes["a"]?.failover
    }

    @Test func everyKeyOfFailoverIsRead() throws {
        let failover = try #require(
            try Self.failover(
                """
                { checks: [tcp, { GET: /ping/, body: PONG }, { GET: "/x?a=b", status: 204 },
                    { lag: /v1/lag }, { lag: /lag, field: behind, tolerance: 250ms }],
                    interval: 1s, probes: 5, spacing: 100ms, timeout: 2s, policy: majority,
                    initial: one, strategy: roundRobin, grace: 3s, failback: 4s, failures: 6,
                    failureRate: 0.25, window: 7s, attempts: 8, attemptInterval: 9s }
                """))
        var expected = FailoverDefinition()
        expected.checks = [
            .tcp, .http(path: "/ping/", status: 200, body: "PONG"),
            .http(path: "/x?a=b", status: 204, body: nil),
            .lag(path: "/v1/lag", field: "lagMilliseconds", tolerance: .seconds(5)),
            .lag(path: "/lag", field: "behind", tolerance: 250),
        ]
        expected.interval = .seconds(1)
        expected.probes = 5
        expected.spacing = 100
        expected.timeout = .seconds(2)
        expected.policy = "majority"
        expected.initial = "one"
        expected.strategy = "roundRobin"
        expected.grace = .seconds(3)
        expected.failback = .seconds(4)
        expected.failures = 6
        expected.failureRate = 0.25
        expected.window = .seconds(7)
        expected.attempts = 8
        expected.attemptInterval = .seconds(9)
        #expect(failover == expected)
    }

    @Test func whatANodeSaysComesBeforeWhatHoldsForAll() throws {
        let cluster = try ClusterDecoder.decode(
            """
            failover: { interval: 1s, failback: 0s, checks: [] }
            nodes:
              a: { endpoints: [{ url: http://a }] }
              b: { endpoints: [{ url: http://b }], failover: { grace: 0s } }
            """, file: "c.yaml")
        #expect(cluster.nodes["a"]?.failover.interval == .seconds(1))
        #expect(cluster.nodes["a"]?.failover.failback == 0)
        #expect(cluster.nodes["a"]?.failover.checks == [])
        var own = FailoverDefinition()
        own.grace = 0
        #expect(cluster.nodes["b"]?.failover == own)
    }

    @Test func replicationAndCertificatesAreRead() throws {
        let cluster = try ClusterDecoder.decode(
            """
            nodes:
              a:
                endpoints:
                  - { url: "https://a", lag: "https://a:9443/lag" }
                  - { url: "https://b", weight: 0.25 }
                sharesIdempotency: true
                tls: { authorities: ca.pem, certificate: me.pem, key: me.key }
              b:
                endpoints: [{ url: "https://a" }]
                tls: { authorities: ca.pem }
            """, file: "c.yaml")
        #expect(
            cluster.nodes["a"]
                == NodeDefinition(
                    endpoints: [
                        EndpointDefinition(url: "https://a", lag: "https://a:9443/lag"),
                        EndpointDefinition(url: "https://b", weight: 0.25),
                    ], sharesIdempotency: true,
                    tls: TLSDefinition(
                        authorities: "ca.pem", certificate: "me.pem", key: "me.key")))
        #expect(cluster.nodes["b"]?.sharesIdempotency == false)
        #expect(cluster.nodes["b"]?.tls == TLSDefinition(authorities: "ca.pem"))
    }

    @Test(arguments: [
        ("[]", "1:11: failover: expected a mapping"),
        ("{ intervall: 1s }", "1:13: failover: unknown key 'intervall'; did you mean 'interval'?"),
        ("{ interval: 0s }", "1:23: failover.interval: expected a time above zero"),
        ("{ interval: -1s }", "1:23: failover.interval: expected a time such as"),
        ("{ interval: 5 }", "1:23: failover.interval: expected a time such as"),
        ("{ probes: 0 }", "1:21: failover.probes: expected a whole number from 1 to 100, not '0'"),
        ("{ probes: 101 }", "1:21: failover.probes: expected a whole number from 1 to 100"),
        ("{ probes: 1.5 }", "1:21: failover.probes: expected a whole number"),
        ("{ spacing: -1ms }", "1:22: failover.spacing: expected a time such as"),
        ("{ timeout: 0ms }", "1:22: failover.timeout: expected a time above zero"),
        (
            "{ policy: majorty }",
            "1:21: failover.policy: expected all, majority, any, not 'majorty'; "
                + "did you mean 'majority'?"
        ),
        ("{ policy: one }", "1:21: failover.policy: expected all, majority, any, not 'one'"),
        ("{ initial: onee }", "1:22: failover.initial: expected majority, all, one, not 'onee'; "),
        (
            "{ strategy: roundrobin }",
            "1:23: failover.strategy: expected weight, latency, roundRobin, not 'roundrobin'; "
                + "did you mean 'roundRobin'?"
        ),
        ("{ grace: 2d }", "1:20: failover.grace: expected a time such as"),
        ("{ failback: 25h }", "1:23: failover.failback: expected a time such as"),
        ("{ failures: 0 }", "1:23: failover.failures: expected a whole number from 1"),
        ("{ failureRate: 1.5 }", "1:26: failover.failureRate: expected a share from 0 to 1"),
        ("{ failureRate: -0.1 }", "1:26: failover.failureRate: expected a share from 0 to 1"),
        ("{ failureRate: 10% }", "1:26: failover.failureRate: expected a number, not '10%'"),
        ("{ window: 0s }", "1:21: failover.window: expected a time above zero"),
        ("{ attempts: 0 }", "1:23: failover.attempts: expected a whole number from 1"),
        ("{ attemptInterval: 0s }", "1:30: failover.attemptInterval: expected a time above zero"),
    ])
    func aWrongSettingIsNamed(text: String, message: String) {
        #expect(throws: DefinitionError.self) { try Self.failover(text) }
        let description = Self.problem(in: text)
        #expect(description.hasPrefix("c.yaml:" + message), "\(description)")
        #expect(!description.contains("\n"), "\(description)")
    }

    @Test(arguments: [
        ("tcp", "1:21: failover.checks: expected a list"),
        ("[udp]", "1:22: failover.checks[0]: expected tcp, or a mapping with GET or lag"),
        ("[[]]", "1:22: failover.checks[0]: expected a mapping"),
        ("[tcp, {}]", "1:27: failover.checks[1]: 'GET' is missing, or 'lag'"),
        ("[{ get: /x }]", "1:24: failover.checks[0]: unknown key 'get'; did you mean 'GET'?"),
        ("[{ status: 200 }]", "1:22: failover.checks[0]: 'GET' is missing, or 'lag'"),
        ("[{ GET: ping }]", "1:29: failover.checks[0].GET: a path starts with '/'"),
        ("[{ GET: /../x }]", "1:29: failover.checks[0].GET: a path has no '.' or '..'"),
        ("[{ GET: /x, status: 99 }]", "1:41: failover.checks[0].status: expected a whole number"),
        ("[{ GET: /x, body: [] }]", "1:39: failover.checks[0].body: expected text"),
        ("[{ GET: /x, tolerance: 1s }]", "1:33: failover.checks[0]: unknown key 'tolerance'"),
        ("[{ lag: lag }]", "1:29: failover.checks[0].lag: a path starts with '/'"),
        ("[{ lag: /x, tolerance: soon }]", "1:44: failover.checks[0].tolerance: expected a time"),
        ("[{ lag: /x, GET: /y }]", "1:33: failover.checks[0]: unknown key 'GET'"),
    ])
    func aWrongCheckIsNamed(text: String, message: String) {
        let description = Self.problem(in: "{ checks: \(text) }")
        #expect(description.hasPrefix("c.yaml:" + message), "\(description)")
        #expect(!description.contains("\n"), "\(description)")
    }

    @Test(arguments: [
        ("tls: ca.pem", "expected a mapping"),
        ("tls: { ca: ca.pem }", "nodes.node01.tls: unknown key 'ca'"),
        ("tls: { certificate: a }", "tls: 'certificate' and 'key' are given together"),
        ("tls: { key: a }", "tls: 'certificate' and 'key' are given together"),
        ("tls: { authorities: [a] }", "nodes.node01.tls.authorities: expected text"),
        ("sharesIdempotency: yes", "expected true or false, not 'yes'"),
        ("sharesIdempotncy: true", "did you mean 'sharesIdempotency'?"),
        ("failover: { timeout: 0s }", "nodes.node01.failover.timeout: expected a time above zero"),
    ])
    func aWrongKeyOfANodeIsNamed(text: String, message: String) {
        let errors = ClusterDecoderTests.errors("{ endpoints: [{ url: http://a }], \(text) }")
        #expect(errors.contains(message), "\(errors)")
        #expect(errors.hasPrefix("c.yaml:2:"))
    }

    @Test(arguments: [
        ("weight: -1", "c.yaml:2:50: nodes.node01.endpoints[0].weight: expected a number above 0"),
        ("weight: 0", "c.yaml:2:50: nodes.node01.endpoints[0].weight: expected a number above 0"),
        ("weight: heavy", "nodes.node01.endpoints[0].weight: expected a number, not 'heavy'"),
        ("lag: /lag", "c.yaml:2:47: nodes.node01.endpoints[0].lag: expected http://HOST:PORT"),
        ("lag: []", "nodes.node01.endpoints[0].lag: expected text"),
        ("wieght: 1", "did you mean 'weight'?"),
    ])
    func aWrongEndpointIsNamed(text: String, message: String) {
        let errors = ClusterDecoderTests.errors("{ endpoints: [{ url: http://a, \(text) }] }")
        #expect(errors.contains(message), "\(errors)")
    }

    private static func problem(in failover: String) -> String {
        do {
            _ = try Self.failover(failover)
            return ""
        } catch {
            return "\(error)"
        }
    }
}
