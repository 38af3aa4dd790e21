import Testing

/// The real programs as processes, against real nodes.
///
/// One after the other: each of these tests keeps a small machine busy by itself.
@Suite("Real processes", .serialized)
enum RealProcesses {}
