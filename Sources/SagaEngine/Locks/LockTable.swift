public import Steps

/// Semantic locks: who holds which name, and who waits for it, first come first served.
///
/// Names are acquired in order, each saga waiting for one at a time while it holds those before
/// it; so no circle of waiting sagas can close.
public struct LockTable: Sendable {
    private struct Lock {
        var holder: SagaID
        var waiting: [SagaID] = []
    }

    private struct Claim {
        var names: [String]
        /// How many of the names are held.
        var held = 0
    }

    private var locks: [String: Lock] = [:]
    private var claims: [SagaID: Claim] = [:]

    /// An empty table.
    public init() {}

    /// Asks for all names.
    ///
    /// - Parameter names: in order, without repeats.
    /// - Returns: whether the saga holds them all now; if not, a `release` will say when it does.
    public mutating func acquire(_ names: [String], for saga: SagaID) -> Bool {
        precondition(claims[saga] == nil, "saga \(saga) asks for its locks twice")
        claims[saga] = Claim(names: names)
        return proceed(saga)
    }

    /// Gives back all that a saga holds, and what it waits for.
    ///
    /// - Returns: the sagas that now hold all they asked for.
    public mutating func release(_ saga: SagaID) -> [SagaID] {
        guard let claim = claims.removeValue(forKey: saga) else { return [] }
        if claim.held < claim.names.count {
            locks[claim.names[claim.held]]?.waiting.removeAll { $0 == saga }
        }
        var granted: [SagaID] = []
        for name in claim.names.prefix(claim.held) {
            guard var lock = locks[name] else { continue }
            if lock.waiting.isEmpty {
                locks[name] = nil
                continue
            }
            let heir = lock.waiting.removeFirst()
            lock.holder = heir
            locks[name] = lock
            claims[heir]?.held += 1
            if proceed(heir) { granted.append(heir) }
        }
        return granted
    }

    /// Whether a saga holds locks, or waits for some.
    func knows(_ saga: SagaID) -> Bool {
        claims[saga] != nil
    }

    /// The name that a saga waits for, and who holds it; `nil` if it does not wait.
    public func obstacle(of saga: SagaID) -> (name: String, holder: SagaID)? {
        guard let claim = claims[saga], claim.held < claim.names.count,
            let lock = locks[claim.names[claim.held]]
        else { return nil }
        return (claim.names[claim.held], lock.holder)
    }

    /// The locks that are held, in order of their names.
    var held: [HeldLock] {
        locks.sorted { $0.key < $1.key }.map { name, lock in
            HeldLock(name: name, holder: lock.holder, waiting: lock.waiting)
        }
    }

    private mutating func proceed(_ saga: SagaID) -> Bool {
        guard var claim = claims[saga] else { return false }
        defer { claims[saga] = claim }
        while claim.held < claim.names.count {
            let name = claim.names[claim.held]
            guard locks[name] == nil else {
                locks[name]?.waiting.append(saga)
                return false
            }
            locks[name] = Lock(holder: saga)
            claim.held += 1
        }
        return true
    }
}

/// A lock that a saga holds.
public struct HeldLock: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Who holds it.
    public var holder: SagaID
    /// Who waits for it, the next one first.
    public var waiting: [SagaID]
}
