/// `create-group` with few and quick tries, for nodes that never get better by waiting.
package enum HastyWorkflow {
    package static func create(attempts: Int, undoAttempts: Int = 3, timeout: String = "2s")
        -> String
    {
        """
        workflow: create-group
        inputs:
          groupId: { type: string }
        locks: "group:${input.groupId}"
        steps:
          - id: create
            forEach: nodes
            timeout: \(timeout)
            retry: { attempts: \(attempts), initial: 10ms, cap: 50ms }
            action:
              POST: /v1/group
              headers: { timestamp: "${saga.timestamp}" }
              json: { groupId: "${input.groupId}" }
              succeeded: [201]
              rejected: [400]
            probe:
              GET: "/v1/group/${input.groupId}"
              succeeded: [200, 404]
              applied: reply.status == 200 and reply.headers.timestamp == saga.timestamp
            compensation:
              DELETE: /v1/group
              headers: { timestamp: "${saga.timestamp}" }
              json: { groupId: "${input.groupId}" }
              succeeded: [200, 404]
              retry: { attempts: \(undoAttempts), initial: 10ms, cap: 50ms }

        """
    }
}
