import MirrorMessages

/// posmirror.v1.Admin and grpc.health.v1.Health
extension MirrorClient {
    /// Version, limits and size of the daemon.
    public func info() throws(MirrorClientError) -> GetInfoReply {
        try call(AdminCall.getInfo, GetInfoRequest())
    }

    /// The daemon's counters in Prometheus' text format.
    public func metrics() throws(MirrorClientError) -> GetMetricsReply {
        try call(AdminCall.getMetrics, GetMetricsRequest())
    }

    /// Copies the store to `directory`, an absolute path on the daemon's machine: as a data
    /// directory that does not exist yet; with `copy` as a backup with a manifest, which may exist.
    public func backup(
        directory: String, copy: Bool = false
    ) throws(MirrorClientError) -> BackupReply {
        var request = BackupRequest()
        request.directory = directory
        request.copy = copy
        return try call(
            AdminCall.backup, request, seconds: ClientLimits.maintenanceSeconds)
    }

    /// Reads and decodes everything that is stored.
    public func verify() throws(MirrorClientError) -> VerifyReply {
        try call(
            AdminCall.verify, VerifyRequest(),
            seconds: ClientLimits.maintenanceSeconds)
    }

    /// The same; `progress` is told how far it is. A daemon of an earlier version says nothing.
    public func verify(
        progress: (VerifyProgress) -> Void
    ) throws(MirrorClientError) -> VerifyReply {
        var reply: VerifyReply?
        do throws(MirrorClientError) {
            try stream(AdminCall.watchVerify, VerifyRequest(), endless: timeoutSeconds == nil) {
                if let found = $0.reply { reply = found } else { progress($0) }
            }
        } catch {
            guard error.code == .unimplemented else { throw error }
            return try verify()
        }
        guard let reply else { throw .malformed(AdminMethod.service, "WatchVerify") }
        return reply
    }

    /// Compacts the store.
    public func compact() throws(MirrorClientError) -> CompactReply {
        try call(
            AdminCall.compact, CompactRequest(),
            seconds: ClientLimits.maintenanceSeconds)
    }

    /// Whether the daemon, or one of its services, serves.
    public func health(
        service: String = ""
    ) throws(MirrorClientError) -> HealthCheckResponseServingStatus {
        var request = HealthCheckRequest()
        request.service = service
        let reply: HealthCheckResponse = try call(HealthCall.check, request)
        return reply.status
    }
}
