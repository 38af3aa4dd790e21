internal import SagaEngine
internal import Steps

/// Which ready call gets the next free slot: a plain value, so that it can be tested as one.
///
/// Calls that need room in the same places (a node, a pool) wait together, so one that is full
/// holds up nobody else, and a decision looks at each such place once, however many calls wait.
/// Among those with room the most urgent priority goes first, then the job that was served longest
/// ago, then the call that has waited longest. A call that is not sent after all has used up its
/// share of a rate.
struct PoolState {
    /// What a worker is to do next.
    enum Assignment: Hashable {
        /// Send a call, and give its slot back.
        case call(Slot)
        /// Start another saga.
        case start
    }

    private let limits: FlowLimits
    private var turns = Turns()
    private var arrivals = 0
    private var startable = 0
    /// Sagas that workers are starting, each of which may have a call to send at once.
    private var starting = 0
    private var channels: [Channel] = []
    private var channelIndices: [Channel.Key: Int] = [:]
    /// The engine's own comes first.
    private(set) var gates: [Gate]
    private(set) var nodeGates: [String: Int] = [:]
    private(set) var poolGates: [String: Int] = [:]

    init(limits: FlowLimits) {
        self.limits = limits
        gates = [
            Gate(
                concurrency: limits.concurrency, rate: limits.rate, findsKnee: limits.findsKnee)
        ]
    }

    mutating func add(_ call: ReadyCall) {
        arrivals += 1
        let index = channel(of: call)
        let waiting = Channel.Waiting(saga: call.saga, step: call.step, arrival: arrivals)
        channels[index].waiting.push(waiting, in: call.lane, &turns)
    }

    mutating func addStartable(_ count: Int) {
        startable += count
    }

    /// Sagas that are under way come before new ones.
    mutating func next(at now: Timestamp) -> Assignment? {
        if let best = best(at: now), let next = channels[best.channel].waiting.pop(&turns) {
            let key = channels[best.channel].key
            let call = ReadyCall(
                saga: next.element.saga, step: next.element.step, node: key.node, pool: key.pool,
                lane: next.lane)
            return .call(enter(best.channel, call, at: now))
        }
        guard startable > 0, gates[0].inFlight + starting < gates[0].allowed else { return nil }
        startable -= 1
        starting += 1
        return .start
    }

    /// Ends a ``Assignment/start``, after its first call was admitted if there is one.
    mutating func started() {
        starting -= 1
    }

    /// When a call that only a rate holds back may go; `nil` if nobody is held back by one alone.
    mutating func nextWake(at now: Timestamp) -> Timestamp? {
        guard gates.contains(where: \.hasRate), let engine = gates[0].nextRoom(at: now) else {
            return nil
        }
        var earliest: Timestamp?
        for channel in channels where !channel.waiting.isEmpty {
            var moment = engine
            let isOpen = channel.gates.allSatisfy { index in
                guard let room = gates[index].nextRoom(at: now) else { return false }
                moment = max(moment, room)
                return true
            }
            if isOpen { earliest = min(earliest ?? moment, moment) }
        }
        return earliest
    }

    /// Gives a slot back.
    ///
    /// - Parameter result: what came of the call; `nil` if it was not sent.
    mutating func release(_ slot: Slot, _ result: CallResult?, at now: Timestamp) {
        gates[0].leave(nil, result, at: now)
        for index in channels[slot.channel].gates {
            gates[index].leave(slot.begun, result, at: now)
        }
    }

    /// Gives a slot back, and takes one for the same saga's next call if it may go on at once.
    ///
    /// A saga may overtake its own job, so that what is begun gets done.
    ///
    /// - Returns: the slot, or `nil` if the call has joined those that wait.
    mutating func exchange(
        _ slot: Slot, for next: ReadyCall, _ result: CallResult?, at now: Timestamp
    ) -> Slot? {
        release(slot, result, at: now)
        return admit(next, at: now)
    }

    /// Takes a slot for a call that is ready by now, if it may be sent at once.
    ///
    /// It may if there is room, and nobody with room comes before it: no one more urgent, and no
    /// job whose turn is earlier.
    ///
    /// - Returns: the slot, or `nil` if the call has joined those that wait.
    mutating func admit(_ call: ReadyCall, at now: Timestamp) -> Slot? {
        let index = channel(of: call)
        guard hasRoom(channels[index], at: now), mayGoOn(call.lane, at: now) else {
            add(call)
            return nil
        }
        turns.passed(call.lane)
        return enter(index, call, at: now)
    }

    private mutating func mayGoOn(_ lane: Lane, at now: Timestamp) -> Bool {
        guard let other = best(at: now)?.head, other.lane != lane else { return true }
        // A job of which nothing waits would come anew, and so to the end.
        return (lane.priority, turns.turn(of: lane) ?? .max) < (other.lane.priority, other.turn)
    }

    private mutating func best(
        at now: Timestamp
    ) -> (channel: Int, head: FairQueue<Channel.Waiting>.Head)? {
        guard gates[0].hasRoom(at: now) else { return nil }
        var best: (channel: Int, head: FairQueue<Channel.Waiting>.Head)?
        for index in channels.indices {
            guard !channels[index].waiting.isEmpty, hasRoom(channels[index], at: now),
                let head = channels[index].waiting.head(turns)
            else { continue }
            if let best, Self.order(of: best.head) < Self.order(of: head) { continue }
            best = (index, head)
        }
        return best
    }

    private static func order(of head: FairQueue<Channel.Waiting>.Head) -> (Int, Int, Int) {
        (head.lane.priority, head.turn, head.element.arrival)
    }

    private mutating func hasRoom(_ channel: Channel, at now: Timestamp) -> Bool {
        gates[0].hasRoom(at: now) && channel.gates.allSatisfy { gates[$0].hasRoom(at: now) }
    }

    private mutating func enter(_ index: Int, _ call: ReadyCall, at now: Timestamp) -> Slot {
        _ = gates[0].enter(at: now)
        var begun: AdaptiveLimit.Begun?
        for gate in channels[index].gates { begun = gates[gate].enter(at: now) ?? begun }
        return Slot(call: call, channel: index, begun: begun)
    }

    private mutating func channel(of call: ReadyCall) -> Int {
        let key = Channel.Key(node: call.node, pool: call.pool)
        if let index = channelIndices[key] { return index }
        let places = [call.pool.flatMap { poolGate($0) }, call.node.map { nodeGate($0) }]
        channels.append(Channel(key: key, gates: places.compactMap { $0 }))
        channelIndices[key] = channels.count - 1
        return channels.count - 1
    }

    private mutating func nodeGate(_ node: String) -> Int {
        if let index = nodeGates[node] { return index }
        let limit = limits.nodes[node]
        let concurrency = min(limits.perNode, limit?.concurrency ?? limits.perNode)
        gates.append(Gate(concurrency: concurrency, rate: limit?.rate, adapts: true))
        nodeGates[node] = gates.count - 1
        return gates.count - 1
    }

    /// - Returns: `nil` for a pool without limits.
    private mutating func poolGate(_ pool: String) -> Int? {
        guard let limit = limits.pools[pool] else { return nil }
        if let index = poolGates[pool] { return index }
        gates.append(Gate(concurrency: limit.concurrency, rate: limit.rate))
        poolGates[pool] = gates.count - 1
        return gates.count - 1
    }
}
