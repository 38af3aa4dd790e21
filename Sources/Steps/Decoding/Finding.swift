/// Something wrong with a definition, before it is known where in a file that stands.
struct Finding: Hashable, Sendable {
    let place: Place
    let message: String
    let suggestion: String?

    init(_ place: Place, _ message: String, suggestion: String? = nil) {
        self.place = place
        self.message = message
        self.suggestion = suggestion
    }
}
