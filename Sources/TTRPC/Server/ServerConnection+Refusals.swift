import StatusCodes

/// Requests that cannot be a call.
extension ServerConnection {
    @inline(never)
    func refuseStreamID(_ streamID: UInt32) {
        let text =
            streamID & 1 == 0
            ? "stream id must be odd for client initiated streams"
            : "stream id cannot be used again and must increase"
        reply(streamID, Status(.invalidArgument, text))
    }

    @inline(never)
    func refuseMethod(_ streamID: UInt32, _ request: RequestView) {
        let limit = TTRPCLimits.echoedNameBytesMax
        let service = String(decoding: request.service.prefix(limit), as: UTF8.self)
        let method = String(decoding: request.method.prefix(limit), as: UTF8.self)
        reply(streamID, Status(.unimplemented, "no method \(service)/\(method)"))
    }
}
