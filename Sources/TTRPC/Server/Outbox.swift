/// Frames that other threads hand to a connection's loop.
struct Outbox {
    /// A whole frame of one stream.
    struct Item {
        let streamID: UInt32
        let frame: [UInt8]
        /// True for the frame after which the stream is over.
        let ends: Bool
    }

    var items = FifoQueue<Item>()
    /// Bytes in `items`.
    var bytes = 0
    /// True while the loop has been told and has not looked yet.
    var isScheduled = false
    /// Threads that wait for room.
    var waiters = 0
    /// Called once there is room, or the connection is gone.
    var roomHandlers: [@Sendable () -> Void] = []
    /// True once the connection is gone: nothing is taken any more.
    var isClosed = false

    /// A single frame always fits, so that no message waits for ever.
    func hasRoom(_ count: Int, _ bytesMax: Int) -> Bool {
        bytes == 0 || bytes + count <= bytesMax
    }

    mutating func append(_ item: Item) {
        items.append(item)
        bytes += item.frame.count
    }
}
