/// A page that is not what was written.
package struct PageFault: Error, Hashable {
    /// The page's number.
    package var page: Int
    /// What is wrong with it, for people.
    package var what: String

    init(_ page: Int, _ what: String) {
        self.page = page
        self.what = what
    }
}
