import Hummingbird
import NIOCore

/// What a request is handed besides itself: the connection that it came on.
struct NodeConnection: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
