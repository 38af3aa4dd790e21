import NIOCore
import NIOSSL
import Testing

@testable import Transport

/// Who is trusted, and what is said of those who are not.
@Suite(.enabled(if: Certificates.isPossible, "openssl makes the keys"))
struct WireTLSTests {
    /// What one request over TLS comes to.
    private func ask(
        _ server: NIOSSLContext, host: String = "127.0.0.1", name: String? = nil,
        settings: TLSSettings
    ) async throws -> Result<WireReply, TransportError> {
        try await RawServer.run(tls: server) {
            $0.peer.write(.ok("\($0.number)"))
        } body: {
            _, port in
            try await PoolClient.run(
                host: host, port: port, tls: try WireTLS(settings), serverHostname: name
            ) { client in
                let first = await client.send()
                guard case .success = first else { return first }
                return await client.send()
            }
        }
    }

    @Test func trusted() async throws {
        let files = try Certificates()
        try files.make("server", for: "DNS:localhost,IP:127.0.0.1")
        let server = try files.server("server")
        let settings = TLSSettings(certificateAuthorities: files.path("ca.pem"))
        #expect(try await ask(server, settings: settings).body == "1")
        #expect(try await ask(server, host: "localhost", settings: settings).body == "1")
    }

    @Test func notTrusted() async throws {
        let files = try Certificates()
        try files.make("server", for: "DNS:localhost,IP:127.0.0.1")
        try files.make("other", for: "DNS:other.example,IP:127.0.0.9")
        let trusting = TLSSettings(certificateAuthorities: files.path("ca.pem"))
        let others = try Certificates()
        let strange = TLSSettings(certificateAuthorities: others.path("ca.pem"))
        let cases: [(String, TLSSettings, host: String, name: String?, words: String)] = [
            ("other", trusting, "localhost", nil, "for another host"),
            ("other", trusting, "127.0.0.1", nil, "for another host"),
            ("server", trusting, "127.0.0.1", "other.example", "for another host"),
            ("server", strange, "localhost", nil, "not trusted"),
            ("server", TLSSettings(), "localhost", nil, "not trusted"),
        ]
        for (certificate, settings, host, name, words) in cases {
            let result = try await ask(
                files.server(certificate), host: host, name: name, settings: settings)
            let shown = "\(certificate) at \(host): \(result)"
            #expect(result.error?.code == .tlsFailed, "\(shown)")
            #expect(result.error?.effect == TransportError.Effect.none)
            #expect(result.error?.message.contains(words) == true, "\(result)")
        }
    }

    @Test(arguments: [
        ("a.example", "a.example", true), ("A.Example.", "a.eXample", true),
        ("a.example", "b.example", false), ("*.example", "a.example", true),
        ("*.example", "a.b.example", false), ("*.example", "example", false),
        ("*.example", ".example", false), ("a*.example", "ab.example", false),
        ("*", "a", false), ("", "", false),
    ])
    func names(_ name: String, _ host: String, _ matches: Bool) {
        #expect(CertificateName.matches(name, host) == matches)
    }

    @Test func clientCertificates() async throws {
        let files = try Certificates()
        try files.make("server", for: "IP:127.0.0.1")
        try files.make("client", for: "DNS:client")
        let server = try files.server("server", asksClients: true)
        var settings = TLSSettings(certificateAuthorities: files.path("ca.pem"))
        #expect(try await ask(server, settings: settings).error?.code == .tlsFailed)
        settings.clientCertificate = files.path("client.pem")
        settings.clientKey = files.path("client.key")
        #expect(try await ask(server, settings: settings).body == "1")
    }

    /// A server that speaks no TLS, and one that says nothing at all.
    @Test func noTLSThere() async throws {
        var limits = WireLimits()
        limits.connectTimeout = .milliseconds(50)
        try await RawServer.run { _ in
        } body: { server, port in
            try await PoolClient.run(port: port, limits: limits, tls: try WireTLS(TLSSettings())) {
                client in
                let error = await client.send().error
                #expect(error?.code == .connectTimeout)
                #expect(error?.effect == TransportError.Effect.none)
            }
        }
    }

    @Test func abandoningIsNotHeldUpByFarewells() async throws {
        let files = try Certificates()
        try files.make("server", for: "IP:127.0.0.1")
        let doorman = Doorman()
        let tls = try WireTLS(TLSSettings(certificateAuthorities: files.path("ca.pem")))
        try await RawServer.run(tls: try files.server("server"), answer: doorman.answer) {
            server, port in
            try await PoolClient.run(port: port, tls: tls) { client in
                let pending = try await client.begin()
                _ = try await doorman.next()
                try await client.onLoop { $0.abandon("dead") }
                #expect(try await pending.result.error?.code == .endpointLost)
                await server.waitForClosings()
            }
        }
    }

    @Test func unusableFiles() throws {
        let files = try Certificates()
        try files.make("a", for: "DNS:a")
        try files.make("b", for: "DNS:b")
        let a = files.path("a.pem")
        let cases: [(TLSSettings, names: String)] = [
            (TLSSettings(certificateAuthorities: "/no/such.pem"), "/no/such.pem"),
            (TLSSettings(certificateAuthorities: files.path("a.key")), files.path("a.key")),
            (TLSSettings(clientCertificate: "/no/such.pem", clientKey: a), "/no/such.pem"),
            (TLSSettings(clientCertificate: a, clientKey: "/no/such.key"), "/no/such.key"),
            (TLSSettings(clientCertificate: a, clientKey: a), a),
            (TLSSettings(clientCertificate: a, clientKey: files.path("b.key")), a),
            (TLSSettings(clientCertificate: a), "no key"),
            (TLSSettings(clientKey: a), "no certificate"),
        ]
        for (settings, names) in cases {
            let error = #expect(throws: TransportError.self) { _ = try WireTLS(settings) }
            #expect(error?.code == .invalidSetting)
            #expect(error?.message.contains(names) == true, "\(error?.message ?? "")")
        }
    }
}
