/// Something wrong in the pages of a table.
package struct TreeFault {
    /// The page; `nil` if it is about the table as a whole.
    package var page: Int?
    /// What is wrong, for people.
    package var what: String
    /// The first key that may be lost; `nil` if all before ``upper`` may be.
    package var lower: [UInt8]?
    /// The first key that is not lost; `nil` if all from ``lower`` on may be.
    package var upper: [UInt8]?

    init(page: Int?, what: String, lower: [UInt8]? = nil, upper: [UInt8]? = nil) {
        self.page = page
        self.what = what
        self.lower = lower
        self.upper = upper
    }
}
