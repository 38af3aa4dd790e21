/// Names a request of one pool.
struct ExchangeID: Hashable, Sendable {
    let number: Int
}

/// Names a connection of one pool.
struct ConnectionID: Hashable, Sendable {
    let number: Int
}

/// Which request gets which connection: a plain value, so that it can be tested as one.
struct ConnectionPoolState: Sendable {
    /// What is to be done.
    enum Action: Hashable, Sendable {
        case nothing
        /// Write the request to the connection.
        case use(ConnectionID, ExchangeID)
        /// Open another connection.
        case open
        /// The request cannot even wait.
        case refuse
    }

    private let limit: Int
    private let maximumWaiting: Int
    /// The one used last is the last: it is the least likely to have gone stale.
    private(set) var idle: [ConnectionID] = []
    private(set) var busy: [ConnectionID: ExchangeID] = [:]
    private(set) var opening = 0
    private(set) var waiting: [ExchangeID] = []

    init(limit: Int, maximumWaiting: Int) {
        self.limit = limit
        self.maximumWaiting = maximumWaiting
    }

    var connections: Int { idle.count + busy.count }

    /// Takes a request.
    mutating func add(_ exchange: ExchangeID) -> Action {
        if let connection = idle.popLast() {
            busy[connection] = exchange
            return .use(connection, exchange)
        }
        let room = limit - connections - opening
        guard waiting.count < maximumWaiting + max(0, room) + opening else { return .refuse }
        waiting.append(exchange)
        return openIfNeeded()
    }

    /// A connection was opened.
    mutating func opened(_ connection: ConnectionID) -> Action {
        opening -= 1
        return settle(connection)
    }

    /// A connection could not be opened.
    ///
    /// - Returns: the request that was to have it, which fails, and what to do for the others.
    mutating func openingFailed() -> (failed: ExchangeID?, Action) {
        opening -= 1
        let failed = waiting.isEmpty ? nil : waiting.removeFirst()
        return (failed, openIfNeeded())
    }

    /// A reply is complete, and the connection can be used again.
    mutating func finished(_ connection: ConnectionID) -> Action {
        busy[connection] = nil
        return settle(connection)
    }

    /// A connection is gone.
    mutating func closed(_ connection: ConnectionID) -> Action {
        busy[connection] = nil
        idle.removeAll { $0 == connection }
        return openIfNeeded()
    }

    /// A request is not to be sent any more.
    ///
    /// - Returns: whether it was still waiting.
    mutating func remove(_ exchange: ExchangeID) -> Bool {
        guard let index = waiting.firstIndex(of: exchange) else { return false }
        waiting.remove(at: index)
        return true
    }

    private mutating func settle(_ connection: ConnectionID) -> Action {
        guard !waiting.isEmpty else {
            idle.append(connection)
            return .nothing
        }
        let exchange = waiting.removeFirst()
        busy[connection] = exchange
        return .use(connection, exchange)
    }

    /// As many connections are opened as requests wait for.
    private mutating func openIfNeeded() -> Action {
        guard waiting.count > opening, connections + opening < limit else { return .nothing }
        opening += 1
        return .open
    }
}
