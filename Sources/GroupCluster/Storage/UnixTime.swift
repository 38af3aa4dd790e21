import Foundation

/// The wall clock.
enum UnixTime {
    /// UTC milliseconds since 1970.
    static var milliseconds: Int64 {
        Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
    }
}
