/// A request that is refused: the body of the reply, `{"message": "…", "status": 404}`.
struct ReplyError: Error, Equatable, Encodable {
    let message: String
    let status: Int

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    var reply: Reply { .json(self, status: status) }
}
