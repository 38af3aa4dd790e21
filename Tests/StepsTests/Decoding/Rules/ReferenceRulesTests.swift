import Testing

@testable import Steps

/// Where a step runs, and what its templates and conditions can refer to.
struct ReferenceRulesTests {
    /// Steps, and the one problem that they have.
    static let wrong = WrongSteps.table(
        #"""
        - { id: a, parallel: 2, node: n, action: { GET: / } }
        → 4:24: steps.a.parallel: 'parallel' is for the repeats of a step, and there is no 'forEach'
        - { id: a, forEach: nodes, parallel: 0, action: { GET: / } }
        → 4:40: steps.a.parallel: expected a whole number from 1 to 1000, not '0'
        - { id: a, forEach: nodes, parallel: 1001, action: { GET: / } }
        → 4:40: steps.a.parallel: expected a whole number from 1 to 1000, not '1001'
        - { id: a, forEach: nodes, parallel: all, action: { GET: / } }
        → 4:40: steps.a.parallel: expected a whole number from 1 to 1000, not 'all'
        - { id: a, forEach: node, action: { GET: / } }
        → 4:23: steps.a.forEach: expected 'nodes' or 'input.NAME', not 'node'
        - { id: a, forEach: [nodes], action: { GET: / } }
        → 4:23: steps.a.forEach: expected text, not a list
        - { id: a, forEach: input.name, action: { sleep: 1s } }
        → 4:23: steps.a.forEach: 'input.name' is no input of type list; did you mean 'input.names'?
        - { id: a, forEach: input.name2, action: { sleep: 1s } }
        → 4:23: steps.a.forEach: 'input.name2' is no input of type list; did you mean 'input.names'?
        - { id: a, forEach: saga.id, action: { sleep: 1s } }
        → 4:23: steps.a.forEach: expected 'nodes' or 'input.NAME', not 'saga.id'
        - { id: a, forEach: nodes, node: n, action: { GET: / } }
        → 4:36: steps.a.node: 'forEach: nodes' says already where the step runs
        - { id: a, action: { GET: / } }
        → 4:5: steps.a: 'forEach: nodes' or 'node: NAME' is missing
        - { id: a, action: { sleep: 1s }, before: { GET: / } }
        → 4:5: steps.a: 'forEach: nodes' or 'node: NAME' is missing
        - { id: a, node: '${input.names}', action: { GET: / } }
        → 4:20: steps.a.node: 'input.names' is a list; use it in 'forEach', with 'in', or alone in json
        - { id: a, node: '${saga.id}', action: { GET: / } }
        → 4:20: steps.a.node: 'saga.id' is not known yet; only inputs are
        - { id: a, node: '${node.name}', action: { GET: / } }
        → 4:20: steps.a.node: 'node.name' is not known yet; only inputs and 'item' are
        - { id: a, node: '${item}', action: { GET: / } }
        → 4:20: steps.a.node: 'item' is only known in a step with 'forEach: input.…'
        - { id: a, node: '${input.name?}', action: { GET: / } }
        → 4:20: steps.a.node: '${input.name?}' is optional, which only headers and json can be
        - { id: a, node: ../x, action: { GET: / } }
        → 4:20: steps.a.node: '../x' is no name of a node
        - { id: a, action: { exec: [p, '${item}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'item' is only known in a step with 'forEach: input.…'
        - { id: a, action: { exec: [p, '${node.name}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'node.name' is not known: the step runs on no node
        - { id: a, action: { exec: [p, '${node.timestamps}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'node.timestamps' is not known: the step runs on no node
        - { id: a, action: { exec: [p, '${input.names}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'input.names' is a list; use it in 'forEach', with 'in', or alone in json
        - { id: a, action: { exec: [p, '${secret.x}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: '${secret.x}' refers to nothing that exists; known are input.NAME, node.name, node.timestamps, saga.id, saga.timestamp, before.…, item, steps.ID.reply.… and steps.ID.output.NAME
        - { id: a, action: { exec: [p, '${reply.status}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'reply.status' is only known in 'applied' and 'expect'
        - { id: a, action: { exec: [p, '${before.status}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'before.status' has no meaning: the step has no 'before'
        - { id: a, action: { exec: [p, '${steps.a.reply.status}'] }, compensation: { none: x } }
        → 4:34: steps.a.action.exec[1]: 'steps.a.reply.status' is not known yet; only the replies of steps that this one needs are
        - { id: a, action: { exec: [p, '${steps.b.reply.status}'] }, compensation: { none: x } }
        - { id: b, action: { sleep: 1s } }
        → 4:34: steps.a.action.exec[1]: 'steps.b.reply.status' is not known yet; only the replies of steps that this one needs are
        - { id: one, action: { exec: [p] }, compensation: { none: x } }
        - { id: b, needs: [], action: { exec: [p, '${steps.one.reply.status}'] }, compensation: { none: x } }
        → 5:45: steps.b.action.exec[1]: 'steps.one.reply.status' is not known yet; only the replies of steps that this one needs are
        - { id: one, action: { exec: [p] }, compensation: { none: x } }
        - { id: b, action: { exec: [p, '${steps.on.reply.status}'] }, compensation: { none: x } }
        → 5:34: steps.b.action.exec[1]: 'steps.on.reply.status' names no step; did you mean 'one'?
        - { id: one, action: { exec: [p] }, compensation: { none: x }, output: { size: reply.body.size } }
        - { id: b, action: { exec: [p, '${steps.one.output.siz}'] }, compensation: { none: x } }
        → 5:34: steps.b.action.exec[1]: step 'one' has no output 'siz'; did you mean 'size'?
        - { id: one, action: { exec: [p] }, compensation: { none: x }, output: { size: reply.body.size } }
        - { id: b, needs: [], action: { exec: [p, '${steps.one.output.size}'] }, compensation: { none: x } }
        → 5:45: steps.b.action.exec[1]: 'steps.one.output.size' is not known yet; only the replies of steps that this one needs are
        - { id: a, action: { exec: [p] }, compensation: { none: x }, output: { size: body.size } }
        → 4:80: steps.a.output.size: expected a place in the reply, such as reply.body.id or reply.headers.etag, not 'body.size'
        - { id: a, action: { exec: [p] }, compensation: { none: x }, output: { size: input.name } }
        → 4:80: steps.a.output.size: expected a place in the reply, such as reply.body.id or reply.headers.etag, not 'input.name'
        - { id: a, action: { exec: [p] }, compensation: { none: x }, output: { size: reply.body. } }
        → 4:80: steps.a.output.size: expected a place in the reply, such as reply.body.id or reply.headers.etag, not 'reply.body.'
        - { id: a, action: { exec: [p] }, compensation: { none: x }, output: { 1a: reply.body } }
        → 4:78: steps.a.output.1a: '1a' is no name: a letter, then up to 63 letters, digits and '_'
        - { id: a, action: { exec: [p] }, compensation: { none: x }, output: [] }
        → 4:72: steps.a.output: expected a mapping, not a list
        - { id: a, node: n, action: { GET: /, expect: before.status == 1 } }
        → 4:49: steps.a.action.expect: 'before.status' has no meaning: the step has no 'before'
        - { id: a, node: n, action: { GET: /, expect: input.x == reply.status } }
        → 4:49: steps.a.action.expect: 'input.x' is not among the inputs
        - { id: a, node: n, action: { GET: /, applied: reply.status == 1 } }
        → 4:41: steps.a.action: unknown key 'applied'
        - { id: a, node: n, action: { GET: / }, probe: { GET: /, applied: item == 1 } }
        → 4:69: steps.a.probe.applied: 'item' is only known in a step with 'forEach: input.…'
        - { id: a, node: n, action: { GET: / }, probe: { GET: / } }
        → 4:50: steps.a.probe: 'applied' is missing
        - { id: a, node: n, action: { GET: / }, probe: { GET: /, applid: reply.status == 1 } }
        → 4:60: steps.a.probe: unknown key 'applid'; did you mean 'applied'?
        - { id: a, node: n, action: { GET: / }, before: { GET: /, expect: before.status == 1 } }
        → 4:69: steps.a.before.expect: 'before.status' is not known in 'before' itself
        """#)

    @Test(arguments: wrong)
    func whatIsWrongIsNamedOnce(steps: WrongSteps) {
        #expect(steps.problem == steps.expected)
    }
}
