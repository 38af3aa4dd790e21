internal import Foundation
internal import NIOCore
internal import Transport

/// Processor time of this process.
package enum ProcessorTime {
    /// What all its threads have used so far, in seconds.
    package static var seconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) { sum, time in
            sum + Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
    }

    /// What the thread of each event loop has used so far, in seconds.
    static func used(by shards: EventLoopShards) async -> [Double] {
        var seconds: [Double] = []
        for executor in shards.executors {
            seconds.append(
                await withCheckedContinuation { continuation in
                    executor.loop.execute { continuation.resume(returning: Self.secondsOfThread) }
                })
        }
        return seconds
    }

    /// What the calling thread has used so far, in seconds.
    static var secondsOfThread: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
