internal import Foundation
internal import Journal

/// Colours, where they are wanted.
struct Palette {
    let isOn: Bool

    func status(_ status: SagaStatus) -> String {
        switch status {
        case .completed: paint(status.rawValue, 32)
        case .compensating, .compensated: paint(status.rawValue, 33)
        case .parked, .abandoned: paint(status.rawValue, 31)
        case .accepted, .running: paint(status.rawValue, 36)
        }
    }

    func good(_ text: String) -> String { paint(text, 32) }
    func bad(_ text: String) -> String { paint(text, 31) }
    func bold(_ text: String) -> String { paint(text, 1) }
    func dim(_ text: String) -> String { paint(text, 2) }

    private func paint(_ text: String, _ code: Int) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
