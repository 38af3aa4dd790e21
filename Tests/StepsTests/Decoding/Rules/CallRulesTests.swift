import Testing

@testable import Steps

/// What a step can do besides sending requests.
struct CallRulesTests {
    /// Steps, and the one problem that they have.
    static let wrong = WrongSteps.table(
        #"""
        - { id: a, action: { sleep: 0s } }
        → 4:31: steps.a.action.sleep: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '0s'
        - { id: a, action: { sleep: -1s } }
        → 4:31: steps.a.action.sleep: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '-1s'
        - { id: a, action: { sleep: 367d } }
        → 4:31: steps.a.action.sleep: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '367d'
        - { id: a, action: { sleep: 99999999999999999999999d } }
        → 4:31: steps.a.action.sleep: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '99999999999999999999999d'
        - { id: a, action: { sleep: 10 } }
        → 4:31: steps.a.action.sleep: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '10'
        - { id: a, action: { sleep: [] } }
        → 4:31: steps.a.action.sleep: expected text, not a list
        - { id: a, action: { sleep: 1s, timeout: -1s } }
        → 4:44: steps.a.action.timeout: 'timeout' has no meaning beside 'sleep'
        - { id: a, action: { sleep: 1s, signal: now } }
        → 4:43: steps.a.action.signal: one thing is done at a time, and 'sleep' is given already
        - { id: a, action: { signal: now?, default: yes } }
        → 4:47: steps.a.action.default: 'default' is the answer after a 'timeout', and there is none
        - { id: a, action: { signal: now?, default: maybe, timeout: 1s } }
        → 4:47: steps.a.action.default: expected yes or no, not 'maybe'
        - { id: a, action: { signal: now?, timeout: 0s } }
        → 4:47: steps.a.action.timeout: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '0s'
        - { id: a, action: { signal: now?, timeout: -1h } }
        → 4:47: steps.a.action.timeout: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '-1h'
        - { id: a, action: { signal: now?, timeout: 367d } }
        → 4:47: steps.a.action.timeout: expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not '367d'
        - { id: a, action: { signal: now?, retry: {} } }
        → 4:45: steps.a.action.retry: 'retry' has no meaning beside 'signal'
        - { id: a, action: { signal: 'now ${input.nam}?' } }
        → 4:32: steps.a.action.signal: 'input.nam' is not among the inputs; did you mean 'input.name'?
        - { id: a, action: { exec: [p] }, compensation: { sleep: 1s } }
        → 4:60: steps.a.compensation.sleep: 'sleep' cannot stand here; only an action can wait
        - { id: a, action: { exec: [p] }, compensation: { signal: now } }
        → 4:61: steps.a.compensation.signal: 'signal' cannot stand here; only an action can wait
        - { id: a, node: n, action: { sleep: 1s }, probe: { GET: /, applied: reply.status == 1 } }
        → 4:46: steps.a.probe: there is nothing to ask: what comes of 'sleep' is always known
        - { id: a, action: { exec: ls -l }, compensation: { none: x } }
        → 4:30: steps.a.action.exec: expected a list, not a single value
        - { id: a, action: { exec: [] }, compensation: { none: x } }
        → 4:30: steps.a.action.exec: expected a program and its arguments
        - { id: a, action: { exec: [/bin/sh, -c, ls] }, compensation: { none: x } }
        → 4:31: steps.a.action.exec[0]: '/bin/sh' is no name of a program; the cluster file says under 'programs' where each program is
        - { id: a, action: { exec: [sh; ls] }, compensation: { none: x } }
        → 4:31: steps.a.action.exec[0]: 'sh; ls' is no name of a program; the cluster file says under 'programs' where each program is
        - { id: a, action: { exec: ['${input.name}'] }, compensation: { none: x } }
        → 4:31: steps.a.action.exec[0]: '${input.name}' is no name of a program; the cluster file says under 'programs' where each program is
        - { id: a, action: { exec: [p, "a\0b"] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: an argument has no NUL character
        - { id: a, action: { exec: [p, []] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: expected text, not a list
        - { id: a, action: { exec: [p], succeeded: [256] }, compensation: { none: x } }
        → 4:47: steps.a.action.succeeded[0]: expected a whole number from 0 to 255, not '256'
        - { id: a, action: { exec: [p], succeeded: [0], rejected: [0] }, compensation: { none: x } }
        → 4:51: steps.a.action.rejected: status 0 is given more than once
        - { id: a, action: { exec: [p], json: {} }, compensation: { none: x } }
        → 4:41: steps.a.action.json: 'json' has no meaning beside 'exec'
        - { id: a, action: { use: Mail }, compensation: { none: x } }
        → 4:29: steps.a.action.use: 'Mail' is no name: a small letter, then up to 63 small letters, digits and '-'
        - { id: a, action: { use: mail, with: { a: no } }, compensation: { none: x } }
        → 4:46: steps.a.action.with.a: 'no' can mean several things; put text in quotes, and write a number as JSON does
        - { id: a, action: { use: mail, with: { a: '${item}' } }, compensation: { none: x } }
        → 4:46: steps.a.action.with.a: 'item' is only known in a step with 'forEach: input.…'
        - { id: a, action: { use: mail, succeeded: [200] }, compensation: { none: x } }
        → 4:46: steps.a.action.succeeded: 'succeeded' has no meaning beside 'use'
        - { id: a, action: { with: {} } }
        → 4:22: steps.a.action: nothing is done here: give a method with its path, such as POST: /v1/group, or one of exec, saga, signal, sleep, use
        - { id: a, action: {} }
        → 4:22: steps.a.action: nothing is done here: give a method with its path, such as POST: /v1/group, or one of exec, saga, signal, sleep, use
        - { id: a, action: { saga: ../x }, compensation: { none: x } }
        → 4:30: steps.a.action.saga: '../x' is no name of a workflow
        - { id: a, action: { saga: x }, compensation: { none: x } }
        → 4:30: steps.a.action.saga: 'x' cannot be started: no other workflows are known here
        - { id: a, action: { saga: x, nodes: names }, compensation: { none: x } }
        → 4:40: steps.a.action.nodes: expected input.NAME, not 'names'
        - { id: a, action: { saga: w }, compensation: { none: x } }
        → 4:30: steps.a.action.saga: a workflow cannot start itself: w → w
        """#)

    @Test(arguments: wrong)
    func whatIsWrongIsNamedOnce(steps: WrongSteps) {
        #expect(steps.problem == steps.expected)
    }
}
