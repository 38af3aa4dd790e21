import ArgumentParser
import GroupCluster

/// A duration on the command line, such as `5ms`.
struct Latency: ExpressibleByArgument {
    let duration: Duration

    init(duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        guard let duration = Duration.parse(argument) else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { duration.text }
}
