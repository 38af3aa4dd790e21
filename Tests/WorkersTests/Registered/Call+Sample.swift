import Steps

extension Call {
    static func sample(
        _ operation: Operation, timeout: Milliseconds = .seconds(3_600),
        captures: Set<ReplyPath> = []
    ) -> Call {
        Call(
            saga: SagaID(microseconds: 1, random: 2),
            instance: StepInstance(step: "step", node: nil), kind: .action, attempt: 1,
            operation: operation, statuses: StatusRules(), timeout: timeout, captures: captures)
    }
}
