import Foundation
import Steps

enum SystemTime {
    static var now: Timestamp {
        Timestamp(rawValue: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
