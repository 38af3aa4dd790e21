// Whichever module names the types of threads first is asked to be imported for them.
internal import CDispatch
internal import Glibc

/// A thread for one piece of work that blocks.
///
/// Not `Foundation.Thread`, which does not say that there was no room for another thread: the work
/// would never be done, and whoever waits for it would wait for ever.
struct OwnThread {
    /// Enough for what runs here, so that many cost little where memory is promised strictly.
    private static let stackSize = 512 << 10

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs the body once.
    ///
    /// - Returns: 0, or the system's code for why there is no thread; the body will not run then.
    static func start(_ body: @escaping @Sendable () -> Void) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        // The thread gets the one reference; if there is no thread, it is given back here.
        let work = Unmanaged.passRetained(Work(body))
        var thread: pthread_t = 0
        let code = pthread_create(
            &thread, &attributes,
            { work in
                if let work { Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        if code != 0 { work.release() }
        return code
    }
}
