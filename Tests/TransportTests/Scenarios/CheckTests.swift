import NIOHTTP1
import Testing
import Transport

extension Scenarios {
    /// What the checks and detectors find wrong with an endpoint that answers.
    struct CheckTests {
        @Test func aReplicaThatLags() async throws {
            try await TestBed.run { bed async throws in
                let replicas = try await bed.replicas(2)
                let urls = replicas.map { $0.url() }
                let client = try await bed.client(urls) { settings in
                    settings.healthChecks.checks = [HTTPHealthCheck.ping, LagHealthCheck()]
                    settings.circuitBreaker.grace = .milliseconds(50)
                    settings.failback = .milliseconds(50)
                }
                #expect(try await client.ask() == urls[0])
                try await replicas[0].control(#"{"lag": "5001ms"}"#)
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == urls[1])
                let report = await client.client.endpoints()[0]
                #expect(report.lastFailure?.contains("lag") == true)
                try await replicas[0].control(#"{"lag": "5s"}"#)
                try await client.waitForSwitches(2)
                #expect(client.switches.map(\.reason) == [.healthCheck, .failback])
            }
        }

        @Test func aLagThatIsToldElsewhere() async throws {
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(2)
                let lag = Watched("0")
                let monitor = try await bed.server { request in
                    let isKnown = request.headers.first(name: "authorization") == "Basic dTpw"
                    guard isKnown else { return .text("", status: 401) }
                    return .text(request.path == "/lag/0?unit=ms" ? lag.value : "0")
                }
                let endpoints = servers.enumerated().map { index, server in
                    Endpoint(
                        url: server.url, weight: index == 0 ? 2 : 1,
                        lagURL: monitor.url + "/lag/\(index)?unit=ms")
                }
                let client = try await bed.client(endpoints) { settings in
                    settings.healthChecks.checks = [LagHealthCheck(credentials: ("u", "p"))]
                }
                #expect(try await client.ask() == servers[0].url)
                lag.change { $0 = #"{"lagMilliseconds": 6000.5}"# }
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == servers[1].url)
            }
        }

        @Test func errorsTripTheDetector() async throws {
            try await TestBed.run { bed async throws in
                let isIll = Watched(false)
                let ill = try await bed.server { request in
                    request.path == "/ping/" || !isIll.value
                        ? .text("PONG") : .text("", status: request.path == "/404" ? 404 : 500)
                }
                let well = try await bed.pongs(1)[0]
                let client = try await bed.client([ill.url, well.url]) { settings in
                    settings.failureDetectors = [
                        FailureRateDetector(minimumFailures: 10, rate: 0.5, window: .seconds(60))
                    ]
                }
                isIll.change { $0 = true }
                for _ in 0..<30 { #expect(try await client.ask("/404") == ill.url) }
                var answers = 0
                while try await client.ask("/a") == ill.url { answers += 1 }
                // Of 60 calls, 30 have failed then.
                #expect(answers == 30)
                #expect(
                    client.switches == [
                        .init(from: ill.url, to: well.url, reason: .failureDetector)
                    ])
            }
        }

        @Test func aCheckOrDetectorThatIsAddedLater() async throws {
            try await TestBed.run { bed async throws in
                let first = try await bed.server { request in
                    .text("PONG", status: request.path == "/deep" ? 500 : 200)
                }
                let second = try await bed.pongs(1)[0]
                let client = try await bed.client([first.url, second.url])
                #expect(try await client.ask() == first.url)
                await client.client.add(HTTPHealthCheck(path: "/deep"))
                try await client.waitForSwitches(1)
                #expect(try await client.ask() == second.url)
                #expect(
                    try await client.client.check(Endpoint(url: first.url))?.contains("500") == true
                )
                #expect(try await client.client.check(Endpoint(url: second.url)) == nil)
            }
        }

        /// One that throws anything, and one that does not come to an end.
        @Test(arguments: [true, false])
        func aCheckOfOnesOwn(throwing: Bool) async throws {
            struct Broken: Error {}
            struct Own: HealthCheck {
                let ill: String
                let throwing: Bool

                func check(_ probe: HealthProbe) async throws {
                    guard probe.endpoint.url == ill else { return }
                    if throwing { throw Broken() }
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            try await TestBed.run { bed async throws in
                let urls = try await bed.pongs(2).map(\.url)
                let client = try await bed.client(urls) { settings in
                    settings.healthChecks.checks = [
                        HTTPHealthCheck.ping, Own(ill: urls[0], throwing: throwing),
                    ]
                    settings.initialPolicy = .one
                }
                #expect(try await client.ask() == urls[1])
                #expect(client.switches == [])
            }
        }
    }
}
