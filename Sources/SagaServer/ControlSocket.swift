internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// A private HTTP socket beside the journal, through which the commands of the same user look at
/// the running engine and change it.
public struct ControlSocket: Sendable {
    /// The longest path that a socket can have.
    private static let longestPath = 107
    /// A workflow with all its children goes through it when a schedule is registered.
    private static let maximumBody = 32 << 20

    private let path: String
    private let endpoints: EndpointDesk
    private let sagas: SagaDesk

    /// Serves what concerns the endpoints of nodes, and sagas.
    ///
    /// - Parameter directory: the journal's, which only its owner may enter.
    public init(directory: String, endpoints: EndpointDesk, sagas: SagaDesk) {
        path = Self.path(in: directory)
        self.endpoints = endpoints
        self.sagas = sagas
    }

    /// Whether the path of a journal's socket is one that a socket can have.
    public static func fits(_ directory: String) -> Bool {
        path(in: directory).utf8.count <= longestPath
    }

    /// The socket of a journal.
    public static func path(in directory: String) -> String {
        let absolute = URL(filePath: directory).standardizedFileURL.path(percentEncoded: false)
        return (absolute.hasSuffix("/") ? absolute : absolute + "/") + "control.sock"
    }

    /// Serves until the task is cancelled.
    ///
    /// - Throws: ``Refusal`` if the journal's path is too long for a socket.
    ///
    /// The journal's lock must be held: a socket that is there already is a leftover then.
    public func run() async throws {
        guard path.utf8.count <= Self.longestPath else {
            throw Refusal(
                code: "pathTooLong",
                message: "'\(path)' is longer than the \(Self.longestPath) bytes of a socket's path"
            )
        }
        unlink(path)
        defer { unlink(path) }
        var logger = Logger(label: "saga.control") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let application = Application(
            router: router(),
            configuration: .init(address: .unixDomainSocket(path: path)),
            onServerRunning: { [path] _ in chmod(path, 0o600) },
            logger: logger)
        try await application.run()
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        let endpoints = endpoints
        router.get("/v1/endpoints") { _, _ in Self.reply(await endpoints.rows()) }
        router.post("/v1/endpoints/check") { _, _ in Self.reply(await endpoints.check()) }
        router.post("/v1/endpoints") { request, _ in
            try await Self.change(request) { (change: EndpointChange) throws(Refusal) in
                try await endpoints.apply(change)
                return await endpoints.rows()
            }
        }
        let sagas = sagas
        router.get("/v1/locks") { _, _ in Self.reply(sagas.locks()) }
        router.get("/v1/schedules") { _, _ in Self.reply(sagas.schedules()) }
        router.post("/v1/submissions") { request, _ in
            try await Self.change(request) { (batch: SubmissionBatch) throws(Refusal) in
                try await sagas.submit(batch)
            }
        }
        router.post("/v1/sagas") { request, _ in
            try await Self.change(request) { (change: SagaChange) throws(Refusal) in
                try await sagas.apply(change)
                return sagas.schedules()
            }
        }
        router.get("/v1/pauses") { _, _ in Self.reply(sagas.pauses()) }
        router.post("/v1/pauses") { request, _ in
            try await Self.change(request) { (change: PauseChange) throws(Refusal) in
                try await sagas.apply(change)
            }
        }
        router.post("/v1/decisions") { request, _ in
            try await Self.change(request) { (batch: DecisionBatch) throws(Refusal) in
                try await sagas.decide(batch)
            }
        }
        router.post("/v1/why") { request, _ in
            try await Self.change(request) { (question: WhyQuestion) throws(Refusal) in
                try await sagas.waits(of: question.saga).map { [$0] } ?? []
            }
        }
        return router
    }

    /// Applies a change that a request asks for, and answers with what is then.
    private static func change<Change: Decodable>(
        _ request: Hummingbird.Request, _ apply: (Change) async throws(Refusal) -> some Encodable
    ) async throws -> Response {
        let body = try await request.body.collect(upTo: maximumBody)
        guard
            let change = try? JSONDecoder().decode(Change.self, from: Data(body.readableBytesView))
        else {
            return reply(
                Refusal(code: "malformed", message: "the body is not what is expected here"),
                status: .badRequest)
        }
        do throws(Refusal) {
            return reply(try await apply(change))
        } catch {
            return reply(error, status: .conflict)
        }
    }

    private static func reply(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) -> Response {
        let data = (try? JSONEncoder().encode(value)) ?? Data()
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}
