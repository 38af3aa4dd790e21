internal import Journal
internal import SagaEngine
internal import Steps
internal import Transport

/// What the engine meets: nodes, and all that goes wrong.
extension Simulation {
    enum Health {
        case healthy, down, hanging
    }

    func health(of url: String, in node: String) -> Health {
        guard let endpoint = endpoints[node]?.first(where: { $0.url == url }) else { return .down }
        if endpoint.isDown(at: time.now) { return .down }
        return endpoint.hangs(at: time.now) ? .hanging : .healthy
    }

    /// A call that is about to be made, checked: its intent must be durable.
    func request(for call: Call) -> SimulatedRequest? {
        guard let record = records[call.saga],
            let workflow = definitions[record.definition],
            let step = workflow.steps.first(where: { $0.id == call.instance.step })
        else {
            violate("P3: a call of a saga that is not in the journal: \(call.idempotencyKey)")
            return nil
        }
        let place = "\(record.label)/\(call.instance)/\(call.kind)/\(call.attempt)"
        if !intents.contains("\(call.idempotencyKey)/\(call.attempt)") {
            violate("P3: \(place) is sent, and its intent is not durable")
        }
        if record.status.isTerminal { violate("P5: \(place) is sent after the saga's end") }
        return SimulatedRequest(
            call: call, step: step, place: place,
            scope: scope(of: call, record.entries.first?.acceptance))
    }

    private func scope(of call: Call, _ acceptance: Acceptance?) -> Scope {
        { reference in
            switch reference {
            case .input(let name): acceptance?.inputs[name]
            case .item: call.instance.item?.value
            case .sagaID: .string(call.saga.description)
            case .sagaTimestamp: .integer(Int64(call.saga.microseconds))
            case .nodeName: call.instance.node.map { .string($0) }
            case .nodeTimestamps: .bool(true)
            case .before, .reply, .stepReply, .stepOutput: nil
            }
        }
    }

    /// Brings a request to a node, or not, and the reply back, or not.
    func deliver(
        _ request: SimulatedRequest, try number: Int, to node: String, at url: String,
        within left: Milliseconds, land: @escaping (SimulatedClient.WireEnd) -> Void
    ) {
        report.requests += 1
        let place = number == 1 ? request.place : "\(request.place).\(number)"
        var dice = plan.dice(place + "!")
        let there = Milliseconds(rawValue: Int64(1 + dice.roll(8)))
        let lifetime = cluster.nodes[node]?.maxRequestLifetime ?? request.call.timeout
        let health = health(of: url, in: node)
        stage?.note(place, request)
        if plan.cancelsDuring(place) { cancelRoot() }
        let fault = health == .healthy ? plan.ofRequest(place) : nil
        trace("\(place) → \(url)\(fault.map { ", \($0.rawValue)" } ?? "")")
        if fault != nil || health != .healthy { trouble(request.call.saga) }
        let flight = Flight(
            request: request, node: node, there: there,
            back: Milliseconds(rawValue: Int64(1 + dice.roll(8))), left: left,
            late: left + Milliseconds(rawValue: Int64(dice.roll(Int(lifetime.rawValue) + 1))),
            sender: life, lifetime: lifetime, land: land)
        switch health {
        case .down: time.after(1) { land(.failure(Self.refusedConnection)) }
        case .hanging: giveUp(flight)
        case .healthy: fly(flight, fault, dice)
        }
    }

    /// A request on its way.
    private struct Flight {
        let request: SimulatedRequest
        let node: String
        let there: Milliseconds
        let back: Milliseconds
        /// What its sender waits for it.
        let left: Milliseconds
        /// When it comes if it comes too late.
        let late: Milliseconds
        let sender: Life?
        /// For how long it can still arrive once it was given up.
        let lifetime: Milliseconds
        let land: (SimulatedClient.WireEnd) -> Void
    }

    private static let refusedConnection = TransportError(
        .connectionRefused, "the connection was refused")

    private func fly(_ flight: Flight, _ fault: FaultKind?, _ dice: Dice) {
        let replies = flight.request.replies
        var dice = dice
        switch fault {
        case .requestLost: giveUp(flight)
        case .replyLost:
            receive(flight, after: flight.there, dice) { _ in }
            giveUp(flight)
        case .late:
            receive(flight, after: flight.late, dice) { _ in }
            giveUp(flight)
        case .resetBefore:
            time.after(flight.there) { flight.land(.failure(Self.reset)) }
        case .resetAfter:
            receive(flight, after: flight.there, dice) { _ in flight.land(.failure(Self.reset)) }
        case .refused: time.after(1) { flight.land(.failure(Self.refusedConnection)) }
        case .errorAfter:
            let status = [500, 502, 504, 408][dice.roll(4)]
            receive(flight, after: flight.there, dice) { _ in
                flight.land(.success(replies.failure(status)))
            }
        case .errorBefore: answer(flight, replies.failure(503))
        case .tooMany: answer(flight, replies.failure(429, retryAfter: dice.roll(3)))
        case .garbled:
            receive(flight, after: flight.there, dice) {
                // No definition can help itself where a reply comes without its headers.
                flight.land(.success(replies.garbled($0, keepsHeaders: self.stage != nil)))
            }
        case .rejected where options.barrier == .kept && flight.request.changesNode:
            receive(flight, after: flight.there, dice, refuses: true) { flight.land(.success($0)) }
        case .rejected:
            let refusal = replies.refusal()
            nodes.refuse(flight.request, at: order, status: refusal.status)
            answer(flight, refusal)
        case .duplicated:
            receive(flight, after: flight.there, dice) { flight.land(.success($0)) }
            var copies = dice
            let spread = Milliseconds(
                rawValue: Int64(copies.roll(Int(flight.lifetime.rawValue) + 1)))
            // In a rehearsal soon enough that it still arrives when the only saga has ended.
            let copy =
                stage.map {
                    flight.there + ($0.nodes.honoursKey(of: flight.request) ? spread : 0)
                } ?? flight.late
            receive(flight, after: copy, dice, isCopy: true) { _ in }
        case .slow:
            let pause = max(flight.there, Milliseconds(rawValue: flight.left.rawValue * 9 / 10))
            receive(flight, after: pause, dice) { flight.land(.success($0)) }
        default: receive(flight, after: flight.there, dice) { flight.land(.success($0)) }
        }
    }

    private static let reset = TransportError(
        .connectionLost, "the connection broke", effect: .possible)

    /// The sender waits for nothing.
    private func giveUp(_ flight: Flight) {
        time.after(flight.left) {
            flight.land(
                .failure(TransportError(.deadlineExceeded, "no reply in time", effect: .possible)))
        }
    }

    /// The node answers without doing anything.
    private func answer(_ flight: Flight, _ reply: WireReply) {
        time.after(flight.there + flight.back) { flight.land(.success(reply)) }
    }

    /// The node gets the request, and its reply comes back a little later.
    private func receive(
        _ flight: Flight, after pause: Milliseconds, _ dice: Dice, isCopy: Bool = false,
        refuses: Bool = false, _ reply: @escaping (WireReply) -> Void
    ) {
        var dice = dice
        time.after(pause) { [self] in
            // When the engine died, it was given up sooner than it would have been.
            if let died = flight.sender?.diedAt, time.now > died + flight.lifetime { return }
            // The transport sends again within a try only where endpoints know each other's keys:
            // what comes second has no effect, however late it is.
            let isRepeated = isCopy || nodes.hasSeen(flight.request)
            let (made, hadEffect) =
                (stage?.receive(flight.request, in: self)).map { (reply: $0, hadEffect: true) }
                ?? nodes.receive(flight.request, at: order, refuses: refuses, &dice)
            // What a barrier keeps from having an effect may come whenever it likes.
            if options.barrier == .none ? !isRepeated : hadEffect { checkLock(flight.request) }
            digest(UInt64(order))
            trace("\(flight.node) has \(flight.request.place), answers \(made.status)")
            time.after(flight.back) { reply(made) }
        }
    }

    /// P16: a saga keeps its locks for as long as a request of its own can arrive.
    private func checkLock(_ request: SimulatedRequest) {
        guard let record = records[request.call.saga], record.status.isTerminal,
            record.isLocked, request.changesNode
        else { return }
        violate("P16: \(request.place) arrives after its saga gave back its locks")
    }

    /// Runs a program, or a step written in Swift.
    func runLocally(_ request: SimulatedRequest, _ completion: @escaping (CallResult) -> Void) {
        report.requests += 1
        var dice = plan.dice(request.place + "!")
        stage?.note(request.place, request)
        if plan.cancelsDuring(request.place) { cancelRoot() }
        let fault = plan.ofRequest(request.place)
        trace("\(request.place) runs here\(fault.map { ", \($0.rawValue)" } ?? "")")
        if fault != nil { trouble(request.call.saga) }
        let pause = Milliseconds(rawValue: Int64(1 + dice.roll(50)))
        let reply = request.replies.captured(&dice)
        func run(_ result: CallResult, after pause: Milliseconds) {
            time.after(pause) { [self] in
                var dice = Dice(seed: 0, request.place)
                if result.outcome != .unreachable, result.outcome != .rejected {
                    _ =
                        stage?.receive(request, in: self)
                        ?? nodes.receive(request, at: order, &dice).reply
                }
                completion(result)
            }
        }
        switch fault {
        case .requestLost, .replyLost, .late:
            run(CallResult(.unknown, detail: "no end in time"), after: request.call.timeout)
        case .resetAfter, .resetBefore, .errorAfter, .errorBefore, .garbled:
            run(CallResult(.unknown, status: 9, detail: "it was killed"), after: pause)
        case .refused, .tooMany: run(CallResult(.unreachable, detail: "not found"), after: pause)
        case .rejected: run(CallResult(.rejected, status: 2, detail: "it says no"), after: pause)
        default: run(CallResult(.succeeded, status: 0, reply: reply), after: pause)
        }
    }

    // MARK: What comes with time

    func strike(_ kind: FaultKind, at number: Int) {
        var dice = plan.dice("t\(number)!")
        let span = Milliseconds(rawValue: Int64(1_000 + dice.roll(60_000)))
        let until = time.now + span
        let node = dice.pick(endpoints.keys.sorted()) ?? ""
        let endpoint = dice.roll(endpoints[node]?.count ?? 1)
        trace("second \(number): \(kind.rawValue), \(node) \(endpoint + 1), \(span)")
        switch kind {
        case .endpointDown: endpoints[node]?[endpoint].downUntil = until
        case .endpointHangs: endpoints[node]?[endpoint].hangsUntil = until
        case .nodeDown:
            for index in endpoints[node]?.indices ?? 0..<0 {
                endpoints[node]?[index].downUntil = until
            }
        case .crash: die("at second \(number)")
        case .pause: pause(span)
        case .clockForward, .clockBack:
            let jump = Milliseconds(rawValue: Int64(dice.roll(600_000)))
            clockOffset = kind == .clockForward ? clockOffset + jump : clockOffset - jump
            life?.clock.offset = clockOffset
            troubleForAll()
        default: break
        }
    }

    /// Lets the engine stand still for a while.
    func pause(_ span: Milliseconds) {
        guard let clock = life?.clock else { return }
        clock.pausedUntil = max(clock.pausedUntil, time.now + span)
        troubleForAll()
    }

    /// Counts a fault for a saga.
    func trouble(_ saga: SagaID) {
        records[saga]?.faults += 1
    }

    /// Counts a fault for all sagas that are under way.
    func troubleForAll() {
        for (saga, record) in records
        where record.status == .running || record.status == .compensating {
            records[saga]?.faults += 1
        }
    }
}

extension Entry {
    fileprivate var acceptance: Acceptance? {
        if case .sagaAccepted(let acceptance) = fact { acceptance } else { nil }
    }
}
