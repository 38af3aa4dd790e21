internal import NIOCore

/// The making of connections, and what becomes of them.
extension ConnectionPool {
    /// Begins to make a connection that the state wants.
    func open(_ id: ConnectionID) {
        let attempt = ConnectionAttempt(target: target, limits: limits)
        attempts[id] = attempt
        pendingAttempts += 1
        let deadline = NIODeadline.now() + TimeAmount(limits.connectTimeout)
        attempt.start(on: loop, makeChannel).whenComplete { result in
            switch result {
            case .success(let channel):
                self.connected(id, attempt, channel, deadline: deadline)
            case .failure(let error):
                // It may have failed at once, and the next attempt would be made within this one,
                // and so on for each request that waits.
                self.loop.execute { self.failed(id, error) }
            }
        }
    }

    /// The TLS handshake is over.
    func secured(_ id: ConnectionID) {
        attempts.removeValue(forKey: id)?.alarm?.cancel()
        ready(id)
    }

    /// A connection can serve; nothing of it is under way.
    func ready(_ id: ConnectionID) {
        let now = NIODeadline.now()
        switch state.ready(id, at: now) {
        case .write(let exchange): write(exchange, on: id)
        case .idle: arm(for: now + TimeAmount(limits.idleTimeout))
        case .unwanted: live[id]?.close(atOnce: false)
        }
    }

    /// A connection that is closed now has failed: while it was made, in use or idle.
    func broke(_ id: ConnectionID, _ error: TransportError) {
        attempts.removeValue(forKey: id)?.cancel()
        let removal = state.remove(id)
        if let replacement = removal.replacement { open(replacement) }
        if let exchange = removal.exchange { end(exchange, with: error) }
    }

    /// Closes at once a connection that the state has forgotten.
    func discard(_ id: ConnectionID) {
        attempts.removeValue(forKey: id)?.cancel()
        live[id]?.close(atOnce: true)
    }

    func succeedIfClosed() {
        guard pendingAttempts == 0, live.isEmpty else { return }
        closePromise?.succeed()
    }

    private func connected(
        _ id: ConnectionID, _ attempt: ConnectionAttempt, _ channel: any Channel,
        deadline: NIODeadline
    ) {
        let connection = try? channel.pipeline.syncOperations.handler(type: WireConnection.self)
        guard !attempt.isCancelled, let connection, connection.attach(to: self, as: id) else {
            channel.close(promise: nil)
            return failed(id, ChannelError.inputClosed)
        }
        pendingAttempts -= 1
        live[id] = connection
        channel.closeFuture.whenComplete { _ in
            self.live[id] = nil
            self.succeedIfClosed()
        }
        guard target.tls != nil else {
            attempts[id] = nil
            return ready(id)
        }
        attempt.connection = connection
        attempt.alarm = loop.scheduleTask(deadline: deadline) { [weak self] in
            guard let self, attempts[id] === attempt else { return }
            broke(id, WireFailure.notConnected(limits))
        }
    }

    private func failed(_ id: ConnectionID, _ error: any Error) {
        pendingAttempts -= 1
        if attempts[id] != nil { broke(id, WireFailure.connecting(error, limits: limits)) }
        succeedIfClosed()
    }
}
