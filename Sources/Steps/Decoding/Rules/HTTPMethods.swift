/// The methods that a request can have.
enum HTTPMethods {
    /// Those that most workflows use; they come first where methods are listed.
    static let usual = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]

    /// Those that only read (RFC 9110, section 9.2.1, and the IANA registry), so that there is
    /// nothing to undo.
    static let safe: Set = ["GET", "HEAD", "OPTIONS", "PROPFIND", "QUERY", "REPORT", "SEARCH"]

    /// The IANA registry of methods, and two of caches; but for CONNECT and TRACE, which concern
    /// the connection.
    ///
    /// A list, so that a misspelt method is found before it is sent.
    static let all =
        usual + [
            "ACL", "BAN", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "LABEL",
            "LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF",
            "MKWORKSPACE", "MOVE", "ORDERPATCH", "PROPFIND", "PROPPATCH", "PURGE", "QUERY",
            "REBIND", "REPORT", "SEARCH", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE",
            "UPDATEREDIRECTREF", "VERSION-CONTROL",
        ]
}
