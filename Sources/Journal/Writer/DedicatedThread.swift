internal import Dispatch
internal import Foundation

/// A thread for calls that block, which must not run on the cooperative pool.
struct DedicatedThread: Sendable {
    private let name: String
    private let running = DispatchGroup()

    init(name: String) {
        self.name = name
    }

    /// Runs the body once.
    func start(_ body: @escaping @Sendable () -> Void) {
        running.enter()
        let thread = Thread { [running, name] in
            // A name that is given before does not reach the system.
            Thread.current.name = name
            body()
            running.leave()
        }
        thread.start()
    }

    /// Blocks until the body has returned; a thread that was never started has.
    func join() {
        running.wait()
    }
}
