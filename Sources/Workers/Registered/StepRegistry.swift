internal import Foundation
public import Steps

/// Steps written in Swift, by the names that workflows use (`use: NAME`).
///
///     var steps = StepRegistry()
///     steps.add("reserve-seats") { (order: Order, call) in
///         Reservation(number: try await seats.reserve(order, key: call.idempotencyKey))
///     }
///
/// A closure says what came of it by how it ends:
/// - It returns: it was done. What it returns is the reply, encoded as JSON: other steps and
///   conditions refer to it as `reply.body.NAME`.
/// - It throws ``StepRejection``: nothing was done, and a retry cannot help.
/// - It throws anything else, or its time is up: nothing is known. It may have had its effect, and
///   is called again, or asked for by the step's probe.
///
/// A closure **must be idempotent** by `call.idempotencyKey`: the key is the same from try to try,
/// after a crash of the process as well, and what was done once under a key must not be done again.
/// When its time is up its task is cancelled, and it must end then: it is not waited for, and the
/// next try may begin.
public struct StepRegistry: StepExecutor {
    /// Runs a closure on an input of JSON; gives its reply as JSON, if it has one.
    typealias Body = @Sendable (Data, Call) async throws -> Data?

    private var bodies: [String: Body] = [:]

    /// A registry without steps.
    public init() {}

    /// Registers a step that has a reply.
    ///
    /// - Parameters:
    ///   - name: as workflows use it; a step of that name is replaced.
    ///   - body: what is done. Its input is decoded from what the workflow gives with `with`, or
    ///     from `{}`; an input that does not fit is a rejection.
    public mutating func add<Input: Decodable & Sendable, Reply: Encodable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Input, Call) async throws -> Reply
    ) {
        bodies[name] = { input, call in
            let reply = try await body(try Self.decoded(input), call)
            return try JSONEncoder().encode(reply)
        }
    }

    /// Registers a step that has no reply.
    ///
    /// - Parameters:
    ///   - name: as workflows use it; a step of that name is replaced.
    ///   - body: what is done. Its input is decoded from what the workflow gives with `with`, or
    ///     from `{}`; an input that does not fit is a rejection.
    public mutating func add<Input: Decodable & Sendable>(
        _ name: String, _ body: @escaping @Sendable (Input, Call) async throws -> Void
    ) {
        bodies[name] = { input, call in
            try await body(try Self.decoded(input), call)
            return nil
        }
    }

    /// Runs one step and says what is known of its effect.
    public func execute(_ call: Call) async -> CallResult {
        guard case .registered(let name, let input) = call.operation else {
            return CallResult(.unreachable, detail: "this is no step written in Swift")
        }
        guard let body = bodies[name] else {
            let known = bodies.keys.sorted().joined(separator: ", ")
            return CallResult(
                .unreachable,
                detail: Excerpt.of(
                    "no step '\(name)' is registered here; "
                        + (known.isEmpty ? "none is" : "known are \(known)")))
        }
        return await TimedRun(timeout: call.timeout).result {
            await Self.result(of: body, Data((input ?? "{}").utf8), call)
        }
    }

    private static func decoded<Input: Decodable>(_ input: Data) throws -> Input {
        do {
            return try JSONDecoder().decode(Input.self, from: input)
        } catch {
            throw StepRejection("the input does not fit: \(error)")
        }
    }

    private static func result(
        of body: Body, _ input: Data, _ call: Call
    ) async -> CallResult {
        do {
            var result = CallResult(.succeeded, detail: "done")
            if let reply = try await body(input, call) {
                result.reply = try captured(call.captures, of: reply)
            }
            return result
        } catch let rejection as StepRejection {
            return CallResult(.rejected, detail: Excerpt.of(rejection.reason))
        } catch {
            return CallResult(.unknown, detail: Excerpt.of("failed: \(error)"))
        }
    }

    /// A step in Swift has no status and no headers, only what it returns.
    private static func captured(
        _ paths: Set<ReplyPath>, of reply: Data
    ) throws -> CapturedReply {
        var captured: CapturedReply = [:]
        for (parts, value) in try JSONValues.read(paths.bodies, in: reply) {
            captured[.body(parts)] = value
        }
        return captured
    }
}
