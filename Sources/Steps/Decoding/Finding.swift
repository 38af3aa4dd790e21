/// Something wrong with a definition, before it is known where in a file that stands.
struct Finding {
    let place: Place
    let message: String
    private let suggest: () -> String?

    /// - Parameter suggestion: looks for what was meant, once somebody wants to know: that costs time,
    ///   and a hostile file has many names.
    init(
        _ place: Place, _ message: String, suggestion: @autoclosure @escaping () -> String? = nil
    ) {
        self.place = place
        self.message = message
        suggest = suggestion
    }

    /// The name that was probably meant.
    var suggestion: String? {
        suggest()
    }
}
