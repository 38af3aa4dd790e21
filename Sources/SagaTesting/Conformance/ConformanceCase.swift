internal import Steps
internal import Workers

/// One case: requests to a node, what came back, and what is wrong with it.
final class ConformanceCase {
    private(set) var exchanges: [ConformanceReport.Exchange] = []
    private var complaints: [String] = []
    private var doubt: String?
    private var sagas: [ConformanceSaga] = []
    private let suite: Conformance
    /// What the sagas of this case are about, unless they are about something else on purpose.
    private let resource: String

    init(_ suite: Conformance) {
        self.suite = suite
        resource = suite.ids.next().description
    }

    var verdict: ConformanceReport.Verdict {
        if !complaints.isEmpty { return .broken(complaints) }
        return doubt.map { .unknown($0) } ?? .held
    }

    /// Nobody can say whether the guarantee is given.
    func cannotTell(_ reason: String) {
        doubt = reason
    }

    /// Notes what is wrong unless something holds.
    func expect(_ holds: Bool, _ complaint: String) {
        if !holds { complaints.append(complaint) }
    }

    /// Notes what is wrong unless the probe says so; without a probe, nobody can say.
    func expect(inEffect: Bool, of saga: ConformanceSaga, _ complaint: String) async throws {
        let isInEffect = try await probe(saga)
        expect(isInEffect == nil || isInEffect == inEffect, complaint)
    }

    // MARK: Requests

    /// What the action of a saga asks for.
    func action(of saga: ConformanceSaga) throws -> Call.Operation {
        try saga.call(.action, try: 1, in: suite.cluster).operation
    }

    /// Another saga about the same, or about something else.
    func saga(aboutOther: Bool = false) throws -> ConformanceSaga {
        try saga(suite.ids.next(), aboutOther: aboutOther)
    }

    /// The same saga with other inputs: its requests have the same keys, and other bodies.
    func twin(of saga: ConformanceSaga) throws -> ConformanceSaga {
        try self.saga(saga.id, aboutOther: true)
    }

    private func saga(_ id: SagaID, aboutOther: Bool) throws -> ConformanceSaga {
        let resource = aboutOther ? suite.ids.next().description : resource
        let saga = try suite.subject.saga(id, resource: resource, node: suite.node)
        sagas.append(saga)
        return saga
    }

    /// Sends a request, and writes down what came of it.
    @discardableResult
    func send(
        _ kind: CallKind, _ saga: ConformanceSaga, try number: Int = 1, epoch: Int = 1,
        note: String = ""
    ) async throws -> Answer {
        let answer = try await answer(kind, saga, try: number, epoch: epoch)
        write(kind, try: number, epoch: epoch, note, answer)
        return answer
    }

    /// Sends the same request several times at once.
    func sendAtOnce(
        _ kind: CallKind, _ saga: ConformanceSaga, count: Int
    ) async throws -> [Answer] {
        let call = try saga.call(kind, try: 1, in: suite.cluster)
        let executor = suite.executor
        let answers = await withTaskGroup(of: Answer.self) { group in
            for _ in 0..<count { group.addTask { Answer(await executor.execute(call)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for answer in answers { write(kind, try: 1, epoch: 1, "one of \(count) at once", answer) }
        return answers
    }

    private func answer(
        _ kind: CallKind, _ saga: ConformanceSaga, direction: CallKind? = nil,
        try number: Int = 1, epoch: Int = 1
    ) async throws -> Answer {
        let call = try saga.call(kind, direction: direction, try: number, in: suite.cluster)
        let result = await suite.executor.sending(epoch: epoch).execute(call)
        guard result.outcome != .unreachable else {
            throw ConformanceError("the node does not answer: \(result.detail)")
        }
        var answer = Answer(result)
        if kind == .probe { answer.isInEffect = saga.verdict(result, in: suite.cluster) }
        return answer
    }

    private func write(
        _ kind: CallKind, try number: Int, epoch: Int, _ note: String, _ answer: Answer
    ) {
        var words = "\(kind)"
        if kind != .probe { words += ", try \(number)" }
        if epoch != 1 { words += ", epoch \(epoch)" }
        if !note.isEmpty { words += " (\(note))" }
        exchanges.append(
            ConformanceReport.Exchange(
                sent: words, reply: answer.reply, barrier: answer.word,
                isInEffect: answer.isInEffect))
    }

    /// Whether the action is in effect, as far as somebody can say.
    func probe(_ saga: ConformanceSaga) async throws -> Bool? {
        guard saga.hasProbe else { return nil }
        let answer = try await send(.probe, saga)
        expect(answer.isInEffect != nil, "the probe says nothing: \(answer.text)")
        return answer.isInEffect
    }

    // MARK: Afterwards

    /// Takes away what a node has let in that should not be there.
    ///
    /// - Returns: what is left all the same, in words.
    func cleanUp() async throws -> [String] {
        var leftovers: [String] = []
        for saga in sagas where saga.hasProbe {
            guard try await isInEffect(saga) else { continue }
            // As a newer try of the same saga, and as a change like any other.
            _ = try await answer(.compensation, saga, try: 100, epoch: 100)
            guard try await isInEffect(saga) else { continue }
            let other = try suite.subject.saga(
                suite.ids.next(), resource: saga.resource, node: suite.node)
            _ = try await answer(.compensation, other, direction: .action)
            if try await isInEffect(saga) {
                leftovers.append(
                    "what saga \(saga.id) did about \(saga.resource)")
            }
        }
        return leftovers
    }

    private func isInEffect(_ saga: ConformanceSaga) async throws -> Bool {
        try await answer(.probe, saga).isInEffect ?? false
    }
}
