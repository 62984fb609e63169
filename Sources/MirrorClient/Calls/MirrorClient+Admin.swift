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

    /// Copies the store to `directory`, an absolute path that does not exist yet, on the
    /// daemon's file system.
    public func backup(directory: String) throws(MirrorClientError) -> BackupReply {
        var request = BackupRequest()
        request.directory = directory
        return try call(
            AdminCall.backup, request, seconds: ClientLimits.maintenanceSeconds)
    }

    /// Reads and decodes everything that is stored.
    public func verify() throws(MirrorClientError) -> VerifyReply {
        try call(
            AdminCall.verify, VerifyRequest(),
            seconds: ClientLimits.maintenanceSeconds)
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
