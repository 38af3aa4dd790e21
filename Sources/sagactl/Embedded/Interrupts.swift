internal import Dispatch
internal import Foundation
internal import SagaEngine
internal import Synchronization

/// Ctrl-C once: start nothing new, and let what runs end in the grace time; twice: leave.
///
/// Either way nothing is lost: the journal holds what is unfinished.
final class Interrupts {
    private let sources: [any DispatchSourceSignal]

    /// - Parameter leave: says what came of the run, when the grace time is over and something still
    ///   hangs; the process ends after it.
    init(engine: SagaEngine, grace: Int, leave: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "sagactl.signals")
        let state = Counter()
        self.state = state
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                guard state.increment() == 1 else {
                    Self.sayAndLeave {
                        Terminal.note(
                            "sagactl: left at once; 'sagactl resume' finishes what is unfinished")
                    }
                }
                engine.drain()
                DispatchQueue.global().async {
                    Terminal.note(
                        "\nsagactl: starting nothing new; what runs has \(grace) s to end. "
                            + "Again to leave at once.")
                }
                queue.asyncAfter(deadline: .now() + .seconds(grace)) {
                    engine.stop()
                    // What hangs now is a request without a reply, or an input without an end; the
                    // journal knows of the one, and nothing depends on the other.
                    queue.asyncAfter(deadline: .now() + .milliseconds(500)) {
                        Self.sayAndLeave {
                            leave()
                            Terminal.flush()
                        }
                    }
                }
            }
            source.resume()
            return source
        }
    }

    private let state: Counter

    /// Ends the process when something has been said, or nobody has read it within a second.
    private static func sayAndLeave(_ say: @escaping @Sendable () -> Void) -> Never {
        let said = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            say()
            said.signal()
        }
        _ = said.wait(timeout: .now() + .seconds(1))
        _exit(ExitStatus.interrupted.rawValue)
    }

    var wasInterrupted: Bool { state.value > 0 }

    func cancel() {
        for source in sources { source.cancel() }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        var value: Int { count.withLock { $0 } }

        func increment() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
