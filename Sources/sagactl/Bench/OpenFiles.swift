internal import Foundation

/// The files and connections that this process may have open.
enum OpenFiles {
    /// Allows as many as a program may allow itself: both ends of all requests are in this one.
    static func allowMost() {
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(kind, &limit)
    }
}
