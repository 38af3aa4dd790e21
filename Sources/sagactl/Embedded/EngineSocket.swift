internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import SagaServer
internal import Transport

/// Talks to the engine that owns a journal, if one runs.
struct EngineSocket {
    private let path: String
    private let directory: String

    init(directory: String) {
        self.directory = directory
        path = ControlSocket.path(in: directory)
    }

    /// Asks; `nil` if no engine runs on the journal.
    ///
    /// - Throws: ``Failure`` with the engine's own words.
    func get<Answer: Decodable & Sendable>(
        _ path: String, as: Answer.Type
    ) async throws -> Answer? {
        try await send(Request(.GET, path), as: Answer.self)
    }

    /// Posts a value, and reads the answer; `nil` if no engine runs on the journal.
    func post<Answer: Decodable & Sendable>(
        _ path: String, _ value: some Encodable, as: Answer.Type
    ) async throws -> Answer? {
        let body = ByteBuffer(bytes: try JSONEncoder().encode(value))
        return try await send(Request(.POST, path, body: body), as: Answer.self)
    }

    /// What to say when something is wanted of an engine that does not run.
    var absence: Failure {
        guard ControlSocket.fits(directory) else {
            return Failure(
                message: "the path of the journal \(Terminal.safe(directory)) is too long for a "
                    + "socket, so an engine that runs on it cannot be changed",
                status: .unreachable)
        }
        return Failure(
            message: "no engine runs on the journal \(Terminal.safe(directory)), so there is "
                + "nothing to change; edit the cluster file instead", status: .unreachable)
    }

    private func send<Answer: Decodable & Sendable>(
        _ request: Request, as: Answer.Type
    ) async throws -> Answer? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        settings.retry.maximum = 0
        let client = try FailoverClient(
            endpoints: [Endpoint(url: "unix://\(path)")], settings: settings)
        let result: Result<Reply, TransportError>
        do throws(TransportError) {
            result = .success(try await client.send(request))
        } catch {
            result = .failure(error)
        }
        await client.close()
        // A socket that nobody listens at was left behind by an engine that was killed.
        if case .failure(let error) = result, error.code == .connectionRefused { return nil }
        let reply = try result.get()
        let body = Data(reply.body.readableBytesView)
        guard reply.status == 200 else {
            let refusal = try? JSONDecoder().decode(Refusal.self, from: body)
            throw Failure(message: refusal?.message ?? "the engine answers \(reply.status)")
        }
        return try JSONDecoder().decode(Answer.self, from: body)
    }
}
