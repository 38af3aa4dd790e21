internal import ArgumentParser
internal import Foundation
internal import Journal
internal import SagaEngine
internal import SagaTesting
internal import Steps
internal import Transport

/// An error that the user can do something about.
struct Failure: Error {
    let message: String
    var status = ExitStatus.error

    /// The one place where errors become words and exit codes.
    static func exit(with error: any Error) -> Never {
        switch error {
        case let error as EndedWith: Foundation.exit(error.status.rawValue)
        case let error as Failure: leave(error.message, error.status)
        case let error as JournalError:
            leave(error.description, error.code == .damaged ? .damaged : .error)
        case let error as DefinitionError: leave(error.description, .usage, prefix: false)
        case let error as InputError: leave(error.description, .usage)
        case let error as TransportError:
            leave(error.description, error.code == .invalidSetting ? .usage : .error)
        case let error as SagaError: leave(error.description, .error)
        case let error as ConformanceError: leave(error.description, .error)
        default:
            let code = Sagactl.exitCode(for: error)
            if code == .validationFailure || code.isSuccess || error is CleanExit {
                let text = Sagactl.fullMessage(for: error)
                if code.isSuccess {
                    Terminal.print(text)
                    Terminal.flush()
                    Foundation.exit(ExitStatus.success.rawValue)
                }
                leave(text, .usage, prefix: false)
            }
            leave("\(error)", .error)
        }
    }

    /// Ends the process at once: used where nothing may happen any more.
    static func leave(_ message: String, _ status: ExitStatus, prefix: Bool = true) -> Never {
        Terminal.note((prefix ? "sagactl: " : "") + message)
        _exit(status.rawValue)
    }
}
