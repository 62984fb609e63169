import ProtobufWire

/// ttrpc's Request {1 service, 2 method, 3 payload}, made by hand so that it can be broken.
struct RPCRequestBytes {
    var service = ""
    var method = ""
    var payload: [UInt8] = []

    var bytes: [UInt8] {
        var writer = WireWriter()
        writer.string(1, service)
        writer.string(2, method)
        writer.lengthDelimited(3, payload)
        return writer.bytes
    }
}
