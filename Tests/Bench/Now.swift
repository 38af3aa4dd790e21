import Foundation

/// UTC milliseconds, as ledgers count them.
package var now: Int64 {
    Int64(Date().timeIntervalSince1970 * 1_000)
}
