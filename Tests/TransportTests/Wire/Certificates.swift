import Foundation
import NIOSSL
import Testing

@testable import Transport

/// Keys and certificates of a made-up authority, in a directory of their own.
final class Certificates: Sendable {
    static let isPossible = FileManager.default.isExecutableFile(atPath: openssl)
    private static let openssl = "/usr/bin/openssl"

    private let directory: URL

    /// Makes an authority; the files are gone with this.
    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try run(
            "req", "-x509", "-subj", "/CN=Authority", "-keyout", path("ca.key"), "-out",
            path("ca.pem"))
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    func path(_ name: String) -> String {
        directory.appending(path: name).path
    }

    /// Has the authority sign a certificate; its files are `name.pem` and `name.key`.
    ///
    /// - Parameter names: as in `DNS:localhost,IP:127.0.0.1`.
    func make(_ name: String, for names: String) throws {
        try run(
            "req", "-x509", "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-addext",
            "basicConstraints=critical,CA:FALSE", "-CA", path("ca.pem"), "-CAkey", path("ca.key"),
            "-keyout", path("\(name).key"), "-out", path("\(name).pem"))
    }

    /// What a server shows; with `asksClients` it wants a certificate of the authority as well.
    func server(_ name: String, asksClients: Bool = false) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path("\(name).pem")).map {
                .certificate($0)
            },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(file: path("\(name).key"), format: .pem)))
        if asksClients {
            configuration.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMFile(path("ca.pem")))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: Self.openssl)
        process.arguments =
            arguments + [
                "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
