import Testing

@testable import Steps

/// What a request can be, and how often it is tried.
struct RequestRulesTests {
    /// Steps, and the one problem that they have.
    static let wrong = WrongSteps.table(
        #"""
        - { id: a, node: n, action: { GET: / }, before: { sleep: 1s } }
        → 4:60: steps.a.before.sleep: 'sleep' cannot stand here; only an action can wait
        - { id: a, node: n, action: { GET: / }, before: { signal: now } }
        → 4:61: steps.a.before.signal: 'signal' cannot stand here; only an action can wait
        - { id: a, node: n, action: { GET: / }, before: { saga: x } }
        → 4:59: steps.a.before.saga: 'saga' cannot stand here; only an action can wait
        - { id: a, node: n, action: { GET: / }, probe: { sleep: 1s, applied: reply.status == 1 } }
        → 4:59: steps.a.probe.sleep: 'sleep' cannot stand here; only an action can wait
        - { id: a, node: n, action: { GET: / }, probe: { saga: x, applied: reply.status == 1 } }
        → 4:58: steps.a.probe.saga: 'saga' cannot stand here; only an action can wait
        - { id: a, node: n, action: { POSTT: / }, compensation: { none: x } }
        → 4:33: steps.a.action: unknown key 'POSTT'; did you mean 'POST'?
        - { id: a, node: n, action: { GET: /, POST: / }, compensation: { none: x } }
        → 4:47: steps.a.action.POST: one thing is done at a time, and 'GET' is given already
        - { id: a, node: n, action: { POST: /, json: {}, text: a }, compensation: { none: x } }
        → 4:58: steps.a.action.text: a request has one body, and 'json' is given already
        - { id: a, node: n, action: { GET: /, json: {} } }
        → 4:41: steps.a.action.json: GET has no body
        - { id: a, node: n, action: { GET: /, text: a } }
        → 4:47: steps.a.action.text: GET has no body
        - { id: a, node: n, action: { HEAD: /, text: a } }
        → 4:48: steps.a.action.text: HEAD has no body
        - { id: a, node: n, action: { POST: /, text: [] }, compensation: { none: x } }
        → 4:48: steps.a.action.text: expected text, not a list
        - { id: a, node: n, action: { POST: /, text: '${input.name?}' }, compensation: { none: x } }
        → 4:48: steps.a.action.text: '${input.name?}' is optional, which only headers and json can be
        - { id: a, node: n, action: { POST: /, text: '${input.names}' }, compensation: { none: x } }
        → 4:48: steps.a.action.text: 'input.names' is a list; use it in 'forEach', with 'in', or alone in json
        - { id: a, node: n, action: { POST: /, json: { a: 'x${input.names}' } }, compensation: { none: x } }
        → 4:53: steps.a.action.json.a: 'input.names' is a list; use it in 'forEach', with 'in', or alone in json
        - { id: a, node: n, action: { GET: /, bearer: token, headers: { Authorization: x } } }
        → 4:82: steps.a.action.headers.Authorization: 'bearer' is the authorization already
        - { id: a, node: n, action: { GET: /, bearer: 'a b' } }
        → 4:49: steps.a.action.bearer: expected the name of a secret; the cluster file says under 'secrets' where each secret is
        - { id: a, node: n, action: { GET: /, bearer: '${secret.token}' } }
        → 4:49: steps.a.action.bearer: expected the name of a secret; the cluster file says under 'secrets' where each secret is
        - { id: a, node: n, action: { GET: /, bearer: [] } }
        → 4:49: steps.a.action.bearer: expected text, not a list
        - { id: a, node: n, action: { GET: /, headers: { Connection: close } } }
        → 4:64: steps.a.action.headers.Connection: the header 'Connection' cannot be set: the connection owns it
        - { id: a, node: n, action: { GET: /, headers: { TE: x } } }
        → 4:56: steps.a.action.headers.TE: the header 'TE' cannot be set: the connection owns it
        - { id: a, node: n, action: { GET: /, headers: { a: "b\0" } } }
        → 4:55: steps.a.action.headers.a: a header has no line breaks or other control characters
        - { id: a, node: n, action: { GET: /, timeout: 0s } }
        → 4:50: steps.a.action.timeout: expected a time above zero and at most 24h, not 0ms
        - { id: a, node: n, action: { GET: / }, timeout: 0s }
        → 4:52: steps.a.timeout: expected a time above zero and at most 24h, not 0ms
        - { id: a, node: n, action: { GET: /, retry: { attempts: 0 } } }
        → 4:60: steps.a.action.retry.attempts: expected a whole number from 1 to 1000, not '0'
        - { id: a, node: n, action: { GET: /, retry: { attempts: 1000000000 } } }
        → 4:60: steps.a.action.retry.attempts: expected a whole number from 1 to 1000, not '1000000000'
        - { id: a, node: n, action: { GET: /, retry: { attempts: -1 } } }
        → 4:60: steps.a.action.retry.attempts: expected a whole number from 1 to 1000, not '-1'
        - { id: a, node: n, action: { GET: /, retry: { on: unknown } } }
        → 4:54: steps.a.action.retry.on: expected a list, not a single value
        - { id: a, node: n, action: { GET: /, retry: { on: [unknwon] } } }
        → 4:55: steps.a.action.retry.on[0]: expected unreachable, unknown, rejected or a status code, not 'unknwon'; did you mean 'unknown'?
        - { id: a, node: n, action: { GET: /, retry: { on: [succeeded] } } }
        → 4:55: steps.a.action.retry.on[0]: expected unreachable, unknown, rejected or a status code, not 'succeeded'
        - { id: a, node: n, action: { GET: /, retry: { on: [007] } } }
        → 4:55: steps.a.action.retry.on[0]: expected unreachable, unknown, rejected or a status code, not '007'
        - { id: a, node: n, action: { GET: /, retry: { on: [1000] } } }
        → 4:55: steps.a.action.retry.on[0]: expected unreachable, unknown, rejected or a status code, not '1000'
        - { id: a, node: n, action: { GET: /, retry: { multiplier: 11 } } }
        → 4:62: steps.a.action.retry.multiplier: expected a number from 1 to 10, not 11.0
        - { id: a, node: n, action: { GET: /, retry: { tries: 1 } } }
        → 4:50: steps.a.action.retry: unknown key 'tries'
        - { id: a, node: n, action: { GET: / }, probe: { GET: /, applied: reply.status == 1 }, timeout: 0s }
        → 4:99: steps.a.timeout: expected a time above zero and at most 24h, not 0ms
        - { id: a, node: n, action: { GET: / }, probe: { GET: /, applied: reply.status == 1 }, retry: { initial: 1m } }
        → 4:97: steps.a.retry.cap: 'cap' (5s) is below 'initial' (1m)
        - { id: a, node: n, action: { GET: /, retry: { initial: 1m } } }
        → 4:41: steps.a.action.retry.cap: 'cap' (5s) is below 'initial' (1m)
        """#)

    @Test(arguments: wrong)
    func whatIsWrongIsNamedOnce(steps: WrongSteps) {
        #expect(steps.problem == steps.expected)
    }
}
