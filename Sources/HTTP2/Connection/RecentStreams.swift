/// The numbers of the streams that this end has ended last, while the peer may have had more to
/// say: what still comes for them is no error.
struct RecentStreams {
    private var ids: [UInt32] = []
    private var next = 0

    mutating func insert(_ id: UInt32) {
        guard ids.count == HTTP2Limits.recentlyEndedMax else { return ids.append(id) }
        ids[next] = id
        next = (next + 1) % ids.count
    }

    func contains(_ id: UInt32) -> Bool { ids.contains(id) }
}
