import Testing

/// What happens to a client among real servers.
///
/// One after the other: there are processes in them, and time limits within which a healthy
/// endpoint has to answer its checks.
@Suite(.serialized) enum Scenarios {}
