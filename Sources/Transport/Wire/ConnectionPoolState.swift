internal import NIOCore

/// Which connection serves which request: decisions alone, without I/O or clock.
struct ConnectionPoolState {
    /// What a connection does; each is forgotten as soon as it is to be closed.
    private enum Connection {
        /// Is being made; becomes idle or busy.
        case connecting
        /// Waits for a request; becomes busy.
        case idle
        /// Serves a request; becomes idle, or busy with the next.
        case busy(ExchangeID)
        /// Is being made for one request alone; becomes `serving`.
        case connectingFor(ExchangeID)
        /// Serves one request alone, and is closed after it.
        case serving(ExchangeID)
    }

    private let limit: Int
    private let waitingLimit: Int
    private var connections: [ConnectionID: Connection] = [:]
    /// Those that are idle, the one used last at the end, so that the others may grow too old.
    private var idle: [(id: ConnectionID, since: NIODeadline)] = []
    private var queue = CircularBuffer<ExchangeID>()
    private var connecting = 0
    /// Connections of one request alone.
    private var aloneCount = 0
    private var lastConnection: UInt64 = 0
    private(set) var isClosed = false

    init(limits: WireLimits) {
        limit = max(1, limits.connections)
        waitingLimit = limits.waiting
    }

    /// Requests that are under way on shared connections.
    var inFlight: Int { shared - connecting - idle.count }
    /// Shared connections, made or being made.
    var shared: Int { connections.count - aloneCount }
    var waiting: Int { queue.count }
    /// Since when the connection that is idle longest is so.
    var idleSince: NIODeadline? { idle.first?.since }

    // MARK: Requests

    enum Placement: Hashable {
        case write(on: ConnectionID)
        /// It waits, and a connection is to be made.
        case connect(ConnectionID)
        case wait
        /// Too many wait.
        case full
        case closed
    }

    /// Finds a place for a request.
    mutating func place(_ exchange: ExchangeID) -> Placement {
        guard !isClosed else { return .closed }
        if let (id, _) = idle.popLast() {
            connections[id] = .busy(exchange)
            return .write(on: id)
        }
        guard queue.count < waitingLimit else { return .full }
        queue.append(exchange)
        return connectIfNeeded().map(Placement.connect) ?? .wait
    }

    /// Names the connection to make for one request alone; `nil` if the pool is closed.
    mutating func placeAlone(_ exchange: ExchangeID) -> ConnectionID? {
        guard !isClosed else { return nil }
        aloneCount += 1
        return add(.connectingFor(exchange))
    }

    enum Withdrawal: Hashable {
        case waited
        /// Its connection is to be closed, or no longer to be made.
        case held(ConnectionID, replacement: ConnectionID?)
        case unknown
    }

    /// Takes a request out, wherever it is.
    mutating func withdraw(_ exchange: ExchangeID) -> Withdrawal {
        if let index = queue.firstIndex(of: exchange) {
            queue.remove(at: index)
            return .waited
        }
        let holder = connections.first { holding($0.value) == exchange }?.key
        guard let holder else { return .unknown }
        return .held(holder, replacement: remove(holder).replacement)
    }

    // MARK: Connections

    enum Turn: Hashable {
        case write(ExchangeID)
        case idle
        /// Nobody wants it any more: it is to be closed.
        case unwanted
    }

    /// A connection was made, or has served a request and can serve another.
    mutating func ready(_ id: ConnectionID, at now: NIODeadline) -> Turn {
        switch connections[id] {
        case .connectingFor(let exchange):
            connections[id] = .serving(exchange)
            return .write(exchange)
        case .connecting:
            connecting -= 1
        case .busy:
            break
        case nil, .idle, .serving:
            return .unwanted
        }
        if let next = queue.popFirst() {
            connections[id] = .busy(next)
            return .write(next)
        }
        connections[id] = .idle
        idle.append((id, now))
        return .idle
    }

    struct Removal: Hashable {
        /// The request that ends with the connection, or with the failed attempt to make it.
        var exchange: ExchangeID?
        /// The connection to make in its place.
        var replacement: ConnectionID?
    }

    /// A connection is gone, or could not be made.
    ///
    /// A failed attempt takes one waiting request with it unless other attempts remain for all:
    /// requests whose connections are refused learn of it one by one, and none waits for nothing.
    mutating func remove(_ id: ConnectionID) -> Removal {
        guard let connection = connections.removeValue(forKey: id) else { return Removal() }
        var removal = Removal(exchange: holding(connection))
        switch connection {
        case .connecting:
            connecting -= 1
            if queue.count > connecting { removal.exchange = queue.popFirst() }
        case .idle:
            idle.removeAll { $0.id == id }
        case .connectingFor, .serving:
            aloneCount -= 1
        case .busy:
            break
        }
        removal.replacement = connectIfNeeded()
        return removal
    }

    /// Takes out the connections that are idle since a time or longer; they are to be closed.
    mutating func removeIdle(since time: NIODeadline) -> [ConnectionID] {
        let old = idle.prefix { $0.since <= time }.map(\.id)
        idle.removeFirst(old.count)
        for id in old { connections[id] = nil }
        return old
    }

    // MARK: The end

    /// What was under way; each list in the order of asking.
    struct Remains: Hashable {
        var waiting: [ExchangeID] = []
        /// Those with a connection, made or being made.
        var held: [ExchangeID] = []
        /// To be closed, or no longer to be made.
        var connections: [ConnectionID] = []
    }

    /// Takes out everything; the pool can be used again unless it is closed.
    mutating func removeAll() -> Remains {
        let remains = Remains(
            waiting: Array(queue), held: connections.values.compactMap(holding).sorted(),
            connections: connections.keys.sorted())
        connections = [:]
        idle = []
        queue = CircularBuffer()
        connecting = 0
        aloneCount = 0
        return remains
    }

    /// Takes out everything, and refuses what comes.
    mutating func close() -> Remains {
        isClosed = true
        return removeAll()
    }

    // MARK: Parts

    private func holding(_ connection: Connection) -> ExchangeID? {
        switch connection {
        case .busy(let exchange), .connectingFor(let exchange), .serving(let exchange): exchange
        case .connecting, .idle: nil
        }
    }

    private mutating func connectIfNeeded() -> ConnectionID? {
        guard queue.count > connecting, shared < limit else { return nil }
        connecting += 1
        return add(.connecting)
    }

    private mutating func add(_ connection: Connection) -> ConnectionID {
        lastConnection += 1
        let id = ConnectionID(lastConnection)
        connections[id] = connection
        return id
    }
}
