import Testing

@testable import Steps

/// In which order steps come, what can be undone, and when they are skipped.
struct OrderRulesTests {
    /// Steps, and the one problem that they have.
    static let wrong = WrongSteps.table(
        #"""
        - { id: a, needs: [b], action: { sleep: 1s } }
        - { id: b, needs: [a], action: { sleep: 1s } }
        → 4:14: steps.a.needs: steps need each other in a circle: a → b → a
        - { id: a, needs: [c], action: { sleep: 1s } }
        - { id: b, needs: [a], action: { sleep: 1s } }
        - { id: c, needs: [b], action: { sleep: 1s } }
        → 4:14: steps.a.needs: steps need each other in a circle: a → c → b → a
        - { id: a, needs: [b], action: { sleep: 1s } }
        - { id: b, action: { sleep: 1s } }
        → 4:14: steps.a.needs: steps need each other in a circle: a → b → a
        - { id: a, needs: [a], action: { sleep: 1s } }
        → 4:22: steps.a.needs[0]: 'a' needs itself
        - { id: first, action: { sleep: 1s } }
        - { id: b, needs: [frist], action: { sleep: 1s } }
        → 5:22: steps.b.needs[0]: 'frist' names no step; did you mean 'first'?
        - { id: a, action: { sleep: 1s } }
        - { id: b, needs: [a, a], action: { sleep: 1s } }
        → 5:25: steps.b.needs[1]: 'a' is given more than once
        - { id: a, needs: b, action: { sleep: 1s } }
        → 4:21: steps.a.needs: expected a list, not a single value
        - { id: a, needs: [[]], action: { sleep: 1s } }
        → 4:22: steps.a.needs[0]: expected text, not a list
        - { id: a, action: { sleep: 1s } }
        - { id: a, action: { sleep: 1s } }
        → 5:11: steps.a.id: the id 'a' is given more than once
        - { id: p, class: pivot, needs: [b], action: { exec: [p] } }
        - { id: a, needs: [p], action: { exec: [a] }, compensation: { exec: [u] } }
        - { id: b, needs: [], action: { exec: [b] }, compensation: { exec: [u] } }
        → 5:5: steps.a: comes after the pivot 'p', so it must be of class 'retriable': nothing is undone any more
        - { id: p, class: pivot, action: { exec: [p] } }
        - { id: a, needs: [], action: { exec: [a] }, compensation: { exec: [u] } }
        → 5:5: steps.a: runs beside the pivot 'p': the pivot must need it, for nothing is undone once the pivot is done
        - { id: p, class: pivot, action: { exec: [p] } }
        - { id: q, class: pivot, action: { exec: [p] } }
        → 5:21: steps.q.class: a workflow has one pivot, and 'p' is it already
        - { id: a, class: retriable, action: { exec: [p] } }
        → 4:21: steps.a.class: a step of class 'retriable' comes after one of class 'pivot'
        - { id: p, class: pivot, action: { exec: [p] } }
        - { id: r, needs: [], class: retriable, action: { exec: [p] } }
        → 5:32: steps.r.class: a step of class 'retriable' comes after the pivot, and this one does not need 'p'
        - { id: a, class: pivto, action: { exec: [p] } }
        → 4:21: steps.a.class: expected compensatable, pivot, retriable, not 'pivto'; did you mean 'pivot'?
        - { id: a, action: { exec: [p] } }
        → 4:5: steps.a: 'compensation' is missing; write 'compensation: { none: REASON }' if there is nothing to undo
        - { id: a, action: { exec: [p] }, compensation: none }
        → 4:51: steps.a.compensation: say why there is nothing to undo: { none: REASON }
        - { id: a, action: { exec: [p] }, compensation: nothing }
        → 4:51: steps.a.compensation: expected a call or { none: REASON }, not 'nothing'
        - { id: a, action: { exec: [p] }, compensation: [] }
        → 4:51: steps.a.compensation: expected a mapping, not a list
        - { id: a, action: { exec: [p] }, compensation: { none: } }
        → 4:59: steps.a.compensation.none: has no value
        - { id: a, action: { exec: [p] }, compensation: { none: ' ' } }
        → 4:59: steps.a.compensation.none: say why there is nothing to undo
        - { id: a, action: { exec: [p] }, compensation: { none: a, exec: [b] } }
        → 4:62: steps.a.compensation: unknown key 'exec'
        - { id: a, action: { exec: [p] }, compensat: { exec: [u] } }
        → 4:37: steps.a: unknown key 'compensat'; did you mean 'compensation'?
        - { id: a, class: pivot, action: { exec: [p] }, compensation: { exec: [u] } }
        → 4:51: steps.a.compensation: a step of class 'pivot' is never undone
        - { id: a, class: pivot, action: { exec: [p] }, compensation: { none: a } }
        → 4:51: steps.a.compensation: a step of class 'pivot' is never undone
        - { id: a, class: pivot, action: { exec: [p] } }
        - { id: b, class: retriable, action: { exec: [p] }, compensation: { exec: [u] } }
        → 5:55: steps.b.compensation: a step of class 'retriable' is never undone
        - { id: a, action: { sleep: 1s }, onFailure: stop }
        → 4:48: steps.a.onFailure: expected compensate, park, continue, not 'stop'
        - { id: a, action: { sleep: 1s }, onFailure: continu }
        → 4:48: steps.a.onFailure: expected compensate, park, continue, not 'continu'; did you mean 'continue'?
        - { id: a, class: pivot, action: { sleep: 1s }, onFailure: continue }
        → 4:62: steps.a.onFailure: a saga cannot go on as if its pivot had been done
        - { id: a, class: pivot, action: { sleep: 1s } }
        - { id: b, class: retriable, action: { sleep: 1s }, onFailure: compensate }
        → 5:66: steps.b.onFailure: nothing is undone after the pivot: park, or continue
        - { id: A, action: { sleep: 1s } }
        → 4:11: steps.A.id: 'A' is no id: a small letter, then up to 63 small letters, digits and '-'
        - { id: ../x, action: { sleep: 1s } }
        → 4:11: steps.../x.id: '../x' is no id: a small letter, then up to 63 small letters, digits and '-'
        - { action: { sleep: 1s } }
        → 4:5: steps[0]: 'id' is missing
        - { id: a }
        → 4:5: steps.a: 'action' is missing
        - { id: a, action: { sleep: 1s }, pool: ../x }
        → 4:43: steps.a.pool: '../x' is no name of a pool
        - { id: a, action: { sleep: 1s }, pol: x }
        → 4:37: steps.a: unknown key 'pol'; did you mean 'pool'?
        - { id: a, action: { sleep: 1s }, when: 'false' }
        → 4:43: steps.a.when: never holds, so the step can never be reached
        - { id: a, action: { sleep: 1s }, when: 1 == 2 }
        → 4:43: steps.a.when: never holds, so the step can never be reached
        - { id: a, action: { sleep: 1s }, when: reply.status == 1 }
        → 4:43: steps.a.when: 'reply.status' is only known in 'applied' and 'expect'
        - { id: a, action: { sleep: 1s }, when: input.nam == 'x' }
        → 4:43: steps.a.when: 'input.nam' is not among the inputs; did you mean 'input.name'?
        - { id: a, action: { sleep: 1s }, when: input.name in input.count }
        → 4:43: steps.a.when: 'in' wants an input of type list on its right
        - { id: a, action: { sleep: 1s }, when: input.name in 'abc' }
        → 4:43: steps.a.when: 'in' wants an input of type list on its right
        - { id: a, action: { sleep: 1s }, when: input.name < 1 < }
        → 4:43: steps.a.when: the condition did not expect '<' here
        - { id: a, action: { sleep: 1s }, when: input.name => 1 }
        → 4:43: steps.a.when: the condition '=' has no meaning here; a condition is written like reply.status == 200
        """#)

    @Test(arguments: wrong)
    func whatIsWrongIsNamedOnce(steps: WrongSteps) {
        #expect(steps.problem == steps.expected)
    }
}
