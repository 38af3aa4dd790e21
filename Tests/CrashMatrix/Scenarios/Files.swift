import Bench

/// The workflow files that the phases use.
enum Files {
    /// Writes those that all stages of a bench share.
    static func write(to bench: Bench) throws {
        _ = try bench.file("create-group.yaml", HastyWorkflow.create(attempts: 4))
        _ = try bench.file("delete-group.yaml", delete)
        for (name, text) in [
            ("whole", whole), ("asking", asking), ("stubborn", stubborn), ("tick", tick),
            ("asking-more", askingMore),
        ] {
            _ = try bench.file(name + ".yaml", text)
        }
    }

    private static let retry = "retry: { attempts: 4, initial: 10ms, cap: 50ms }"

    private static let delete = """
        workflow: delete-group
        inputs: { groupId: { type: string } }
        locks: ["group:${input.groupId}"]
        steps:
          - id: delete
            forEach: nodes
            \(retry)
            before: { GET: "/v1/group/${input.groupId}", succeeded: [200], done: [404] }
            action: { DELETE: /v1/group, headers: { timestamp: "${before.headers.timestamp?}" }, json: { groupId: "${input.groupId}" }, succeeded: [200, 404] }
            probe:
              GET: /v1/group/${input.groupId}
              succeeded: [200, 404]
              applied: reply.status == 404 or reply.headers.timestamp != before.headers.timestamp
            compensation: { POST: /v1/group, headers: { timestamp: "${before.headers.timestamp?}" }, json: { groupId: "${input.groupId}" }, succeeded: [201], rejected: [400] }

        """

    /// A child that is undone by another, a pause, a question that nobody answers, a pivot.
    private static let whole = """
        workflow: whole
        inputs: { groupId: { type: string }, pilot: { type: list, default: [node01] } }
        locks: ["group:${input.groupId}"]
        deadline: 10m
        steps:
          - id: pilot
            action: { saga: create-group, nodes: input.pilot, inputs: { groupId: "${input.groupId}" } }
            compensation: { saga: delete-group, nodes: input.pilot, inputs: { groupId: "${input.groupId}" } }
          - id: settle
            action: { sleep: 20ms }
          - id: approve
            action: { signal: "Go on?", timeout: 20ms, default: yes }
        \(creation("second", "node02"))
        \(creation("third", "node03"))
          - id: publish
            node: node01
            class: pivot
            action: { POST: /v1/group, json: { groupId: "published-${input.groupId}" }, succeeded: [201, 400] }
          - id: told
            node: node02
            class: retriable
            action: { POST: /v1/group, json: { groupId: "told-${input.groupId}" }, succeeded: [201, 400] }

        """

    private static let ask = """
        workflow: asking
        inputs: { groupId: { type: string } }
        locks: ["group:${input.groupId}"]
        steps:
        \(creation("first", "node01"))
          - id: ask
            action: { signal: "Go on?" }

        """
    private static let asking = ask
    /// Another version, which does more after the answer.
    private static let askingMore = ask + creation("second", "node02") + "\n"

    private static func creation(_ id: String, _ node: String) -> String {
        """
          - id: \(id)
            node: \(node)
            \(retry)
            action: { POST: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [201] }
            probe:
              GET: /v1/group/${input.groupId}
              succeeded: [200, 404]
              applied: reply.status == 200 and reply.headers.timestamp == saga.timestamp
            compensation: { DELETE: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [200, 404] }
        """
    }

    /// Parked by one failure beyond its pivot.
    private static let stubborn = """
        workflow: stubborn
        inputs: { groupId: { type: string } }
        locks: ["group:${input.groupId}"]
        steps:
          - id: publish
            class: pivot
            node: node01
            \(retry)
            action: { POST: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [201] }
            probe:
              GET: /v1/group/${input.groupId}
              succeeded: [200, 404]
              applied: reply.status == 200 and reply.headers.timestamp == saga.timestamp
          - id: announce
            class: retriable
            node: node02
            retry: { attempts: 1 }
            action: { POST: /v1/group, json: { groupId: "${input.groupId}" }, succeeded: [201, 400] }

        """

    private static let tick = """
        workflow: tick
        schedule: { every: 1s, overlap: allow, inputs: { name: tick } }
        inputs: { name: { type: string } }
        steps:
          - id: create
            node: node01
            \(retry)
            action: { POST: /v1/group, json: { groupId: "${input.name}-${saga.timestamp}" }, succeeded: [201] }
            probe: { GET: "/v1/group/${input.name}-${saga.timestamp}", succeeded: [200, 404], applied: reply.status == 200 }
            compensation: { DELETE: /v1/group, json: { groupId: "${input.name}-${saga.timestamp}" } }

        """
}
