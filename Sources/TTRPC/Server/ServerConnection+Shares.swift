import StatusCodes

/// What a connection takes of its user's share (``PeerShares``), and gives back.
extension ServerConnection {
    /// Removes a call, if there is one, and gives back what it took of its user's share.
    func removeCall(_ streamID: UInt32) -> ActiveCalls.Call? {
        guard let call = calls.remove(streamID) else { return nil }
        if call.isStream { shared.peers.closeStreams(peer.uid) }
        return call
    }

    /// Adds a stream to its user's share. Throws RESOURCE_EXHAUSTED where that is used up.
    func takeStream() throws(Status) {
        guard !shared.peers.openStream(peer.uid) else { return }
        let limit = shared.perUser.streams
        shared.configuration.onRefusal(ShareRefusal(.streams, uid: peer.uid, limit: limit))
        throw Status(
            .resourceExhausted,
            "\(limit) streams of user \(peer.uid) are open; end some first "
                + "(limits: streams_per_user)")
    }

    /// Counts `capacity` bytes of memory for an incomplete frame; closes the connection where its
    /// user has too much, or there is no more for anybody.
    func countInput(_ capacity: Int) {
        let units = capacity / TTRPCLimits.inputBytesCounted
        guard units != inputUnits else { return }
        let isMore = units > inputUnits
        let fits = shared.peers.changeInput(
            peer.uid, by: (units - inputUnits) * TTRPCLimits.inputBytesCounted)
        inputUnits = units
        let isThere = inputLease.tryResize(to: capacity)
        if isMore { loop.scheduleTick() }
        guard isMore, !fits || !isThere else { return }
        shared.configuration.onRefusal(
            ShareRefusal(.input, uid: peer.uid, limit: shared.perUser.input))
        close()
    }

    /// Queues a call, which may hold the frames behind it until it has begun.
    func submit(_ call: QueuedCall) throws(Status) {
        do throws(Status) {
            if try call.submit() { holdings += 1 }
        } catch {
            if error.code == .resourceExhausted {
                shared.configuration.onRefusal(
                    ShareRefusal(
                        .calls, uid: peer.uid, limit: shared.configuration.callsWaitingMax / 2))
            }
            throw error
        }
    }

    /// Closes the connection because its peer does not read what it is sent.
    func closeUnread() {
        let limit = shared.configuration.outputBytesHardMax
        shared.configuration.onRefusal(ShareRefusal(.unread, uid: peer.uid, limit: limit))
        close()
    }

    /// Throws RESOURCE_EXHAUSTED where the connection has as many calls as it may.
    func checkCalls() throws(Status) {
        let limit = shared.configuration.streamsPerConnectionMax
        guard calls.count >= limit else { return }
        shared.configuration.onRefusal(
            ShareRefusal(.calls, uid: peer.uid, limit: limit, setting: "calls_per_connection"))
        throw Status(
            .resourceExhausted,
            "too many calls on this connection: \(limit) run or wait; let some end first "
                + "(limits: calls_per_connection)")
    }
}
