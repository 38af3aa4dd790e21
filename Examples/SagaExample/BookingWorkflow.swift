import Steps

/// Seats that are reserved, approved by somebody if they are many, and paid for.
func bookingWorkflow() throws(DefinitionError) -> WorkflowDefinition {
    let booking: JSONLiteral = [
        "id": "${saga.id}", "customer": "${input.customer}", "seats": "${input.seats}",
    ]
    return try WorkflowDefinition("booking", summary: "Seats, reserved and paid for.") {
        Input("customer", .string)
        Input("seats", .integer)
        Step("reserve") {
            Action { .use("reserve-seats", with: booking) }
            Compensation { .use("cancel-seats", with: booking) }
        }
        Step("tell", when: "input.seats > 5") {
            Action { .use("tell-the-office") }
            NothingToUndo("what was read was read")
        }
        Step("approve", when: "input.seats > 5") {
            Action {
                .ask(
                    "${input.seats} seats for ${input.customer}?",
                    within: .seconds(86_400), otherwise: .no)
            }
        }
        Step("pay", class: .pivot) {
            Action { .use("take-payment", with: booking) }
        }
    }
}
