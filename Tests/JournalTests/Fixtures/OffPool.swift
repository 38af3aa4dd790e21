import Dispatch

/// Runs a call that blocks on a thread that is not the cooperative pool's.
func offPool(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            body()
            continuation.resume()
        }
    }
}
