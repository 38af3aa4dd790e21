@testable import Steps

extension CallDefinition {
    /// The request that the call sends, if that is what it does.
    var request: HTTPRequestDefinition? {
        if case .http(let request) = operation { request } else { nil }
    }

    /// The JSON that the call sends or hands over.
    var json: BodyTemplate? {
        switch operation {
        case .http(let request):
            if case .json(let body)? = request.body { body } else { nil }
        case .registered(_, let input): input
        default: nil
        }
    }
}
