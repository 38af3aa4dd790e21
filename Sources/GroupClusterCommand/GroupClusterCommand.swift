import ArgumentParser
import Foundation
import GroupCluster
import Logging
import ServiceLifecycle

/// The command `groupcluster`: the reference node API as a process.
@main
struct GroupClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groupcluster",
        abstract: "Serves a cluster of group nodes on loopback ports, for demos and tests.",
        discussion: """
            Prints one line on stdout when all nodes serve:
              ready node01=http://127.0.0.1:8101 node02=http://127.0.0.1:8102 …

            Every port serves every node: name another one in the request header 'node'.
            Processes with the same --database are replicas: they share groups and
            ledgers, while faults and controls are each one's own.
            GET /v1/lag answers {"lagMilliseconds": 120}, for health checks.

            With --control, POST /_control at a node's port changes how it behaves:
              {"down": true}           it closes connections unanswered, at every port
              {"endpointDown": true}   the same, at its own port alone
              {"hang": true}           requests are not answered until this is unset
              {"drip": true}           replies are sent one byte a second
              {"delay": "250ms"}       replies are held back
              {"lag": "120ms"}         what GET /v1/lag reports
              {"randomBehavior": 0.2}  the probability of a fault
              {"failNext": 3, "fault": "drop", "status": 500}
                                       what the next requests on /v1/group meet
            GET /_control reads it all back.

            Ends on SIGTERM or SIGINT; a second one ends it at once.
            """)

    @OptionGroup var options: ClusterOptions

    func validate() throws {
        do {
            try options.cluster(onReady: { _ in }).validate()
        } catch {
            throw ValidationError(error.message)
        }
    }

    func run() async throws {
        let unaskedSeed = options.seed == nil ? options.seedInUse : nil
        do {
            let configuration = options.cluster { urls in
                if let unaskedSeed { Self.printError("groupcluster: seed \(unaskedSeed)") }
                Self.announce(urls)
            }
            let cluster = try GroupCluster(configuration: configuration)
            try await SignalledGroup(service: cluster, logger: options.logger).run()
        } catch let error as GroupClusterError {
            Self.printError("groupcluster: \(error.message)")
            throw ExitCode(1)
        }
    }

    private static func announce(_ urls: [String: String]) {
        let nodes = urls.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        // Not print(), which keeps the line in a buffer when stdout is a pipe.
        let line = "ready " + nodes.joined(separator: " ") + "\n"
        try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
    }

    private static func printError(_ message: String) {
        try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
    }
}
