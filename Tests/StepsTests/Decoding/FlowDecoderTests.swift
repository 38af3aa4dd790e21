import Testing

@testable import Steps

/// What a cluster file says of concurrency and rates.
struct FlowDecoderTests {
    private static let nodes = "nodes: { a: { endpoints: [{ url: http://a }] } }\n"

    private static func problem(in text: String) -> String {
        do throws(DefinitionError) {
            _ = try ClusterDecoder.decode(text, file: "c.yaml")
            return ""
        } catch {
            return error.description
        }
    }

    @Test func everyKeyIsRead() throws {
        let cluster = try ClusterDecoder.decode(
            """
            limits: { concurrency: 200, rate: 100/s }
            pools:
              slow: { concurrency: 4, rate: 12/m }
              rare: { rate: 9/h }
              narrow: { concurrency: 1 }
            nodes:
              a: { endpoints: [{ url: http://a }], limits: { concurrency: 8, rate: 0.5/s } }
              b: { endpoints: [{ url: http://b }] }
            """, file: "c.yaml")
        #expect(
            cluster.flow
                == FlowDefinition(
                    limits: LimitDefinition(concurrency: 200, rate: 100),
                    pools: [
                        "slow": LimitDefinition(concurrency: 4, rate: 0.2),
                        "rare": LimitDefinition(rate: 0.0025),
                        "narrow": LimitDefinition(concurrency: 1),
                    ]))
        #expect(cluster.nodes["a"]?.limits == LimitDefinition(concurrency: 8, rate: 0.5))
        #expect(cluster.nodes["b"]?.limits == nil)
    }

    @Test func nothingIsLimitedWithoutAWord() throws {
        let cluster = try ClusterDecoder.decode(Self.nodes, file: "c.yaml")
        #expect(cluster.flow == FlowDefinition())
    }

    @Test(
        arguments: [
            ("1/s", 1), ("1000000/s", 1e6), ("30/m", 0.5), ("36/h", 0.01), ("2.5/s", 2.5),
            ("0/s", nil), ("0.0/s", nil), ("1000001/s", nil), ("-1/s", nil), ("+1/s", nil),
            ("1", nil), ("1/", nil), ("/s", nil), ("1/d", nil), ("1/S", nil), ("1 / s", nil),
            ("1/s/s", nil), ("1e3/s", nil), ("1./s", nil), (".5/s", nil), ("1.2.3/s", nil),
            ("nan/s", nil), ("inf/s", nil), ("0x10/s", nil), ("٣/s", nil), ("", nil),
            ("00000000000000001/s", nil),
        ] as [(String, Double?)])
    func aRateIsANumberAndAUnit(text: String, rate: Double?) {
        #expect(RateText.perSecond(text) == rate)
    }

    @Test(arguments: [
        ("limits: 5", "1:9: limits: expected a mapping"),
        ("limits: {}", "1:1: limits: expected 'concurrency', 'rate' or both"),
        (
            "limits: { concurency: 5 }",
            "1:11: limits: unknown key 'concurency'; did you mean 'concurrency'?"
        ),
        (
            "limits: { concurrency: 0 }",
            "1:24: limits.concurrency: expected a whole number from 1 to 4096, not '0'"
        ),
        ("limits: { concurrency: 4097 }", "1:24: limits.concurrency: expected a whole number"),
        ("limits: { concurrency: many }", "1:24: limits.concurrency: expected a whole number"),
        (
            "limits: { rate: 100 }",
            "1:17: limits.rate: expected a rate such as 100/s, 10/m or 5/h, above zero and at most "
                + "1000000/s, not '100'"
        ),
        ("limits: { rate: 0/s }", "1:17: limits.rate: expected a rate such as"),
        ("limits: { rate: 5/day }", "1:17: limits.rate: expected a rate such as"),
        ("limits: { rate: [] }", "1:17: limits.rate: expected text, not a list"),
        ("pools: [slow]", "1:8: pools: expected a mapping"),
        ("pools: { slow: 4 }", "1:16: pools.slow: expected a mapping"),
        ("pools: { slow: {} }", "1:10: pools.slow: expected 'concurrency', 'rate' or both"),
        ("pools: { slow: { rate: 5 } }", "1:24: pools.slow.rate: expected a rate such as"),
        ("pools: { Slow: { rate: 5/s } }", "1:10: pools.Slow: 'Slow' is no name of a pool"),
        ("pool: {}", "1:1: unknown key 'pool'; did you mean 'pools'?"),
        ("limit: {}", "1:1: unknown key 'limit'; did you mean 'limits'?"),
    ])
    func aWrongLimitIsNamed(text: String, message: String) {
        let problem = Self.problem(in: text + "\n" + Self.nodes)
        #expect(problem.hasPrefix("c.yaml:" + message), "\(problem)")
        #expect(!problem.contains("\n"), "\(problem)")
    }

    @Test(arguments: [
        ("limits: 5", "nodes.node01.limits: expected a mapping"),
        ("limits: {}", "nodes.node01.limits: expected 'concurrency', 'rate' or both"),
        ("limits: { rate: 5 }", "nodes.node01.limits.rate: expected a rate such as"),
        ("limits: { concurrency: 1.5 }", "limits.concurrency: expected a whole number"),
        ("limit: {}", "did you mean 'limits'?"),
    ])
    func aWrongLimitOfANodeIsNamed(text: String, message: String) {
        let errors = ClusterDecoderTests.errors("{ endpoints: [{ url: http://a }], \(text) }")
        #expect(errors.contains(message), "\(errors)")
        #expect(errors.hasPrefix("c.yaml:2:"))
    }

    @Test(
        arguments: [
            (LimitDefinition(concurrency: 1), true), (LimitDefinition(rate: 0.5), true),
            (LimitDefinition(), false), (LimitDefinition(concurrency: 0), false),
            (LimitDefinition(concurrency: 5_000), false), (LimitDefinition(rate: 0), false),
            (LimitDefinition(rate: -1), false), (LimitDefinition(rate: .nan), false),
            (LimitDefinition(rate: .infinity), false),
        ])
    func aClusterMadeInCodeIsCheckedToo(limit: LimitDefinition, isGood: Bool) {
        let node = NodeDefinition(endpoints: [EndpointDefinition(url: "http://a")])
        var limited = node
        limited.limits = limit
        let clusters = [
            ClusterDefinition(nodes: ["a": node], flow: FlowDefinition(limits: limit)),
            ClusterDefinition(nodes: ["a": node], flow: FlowDefinition(pools: ["slow": limit])),
            ClusterDefinition(nodes: ["a": limited]),
        ]
        for cluster in clusters {
            if isGood {
                #expect(throws: Never.self) { try ClusterValidator.validate(cluster) }
            } else {
                #expect(throws: DefinitionError.self) { try ClusterValidator.validate(cluster) }
            }
        }
    }
}
