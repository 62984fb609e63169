import Glibc

/// A server's methods by the bytes of their names. Immutable.
// @unchecked: the name bytes are written in init and only read afterwards.
final class MethodTable: @unchecked Sendable {
    let handlers: [RPCHandler]
    /// Whose threads each handler uses.
    let works: [WorkClass]
    private let keys: [Key]
    private let names: UnsafeMutableRawPointer

    private struct Key {
        let offset: Int
        let serviceCount: Int
        let methodCount: Int
    }

    init(_ methods: [RPCMethod]) {
        var bytes: [UInt8] = []
        var keys: [Key] = []
        for method in methods {
            keys.append(
                Key(
                    offset: bytes.count, serviceCount: method.service.utf8.count,
                    methodCount: method.name.utf8.count))
            bytes += Array(method.service.utf8) + Array(method.name.utf8)
        }
        let unique = Set(methods.map { "\($0.service)/\($0.name)" })
        precondition(unique.count == methods.count, "a method was registered twice")
        precondition(keys.count == methods.count, "every method has a key")
        self.keys = keys
        handlers = methods.map(\.handler)
        works = methods.map(\.work)
        names = .allocate(byteCount: max(bytes.count, 1), alignment: 1)
        UnsafeMutableRawBufferPointer(start: names, count: bytes.count).copyBytes(from: bytes)
    }

    deinit {
        names.deallocate()
    }

    /// The index of a method; nil if there is none. `hint` is tried first, because a connection
    /// tends to call one method repeatedly. Lengths are compared before bytes, which rules out
    /// nearly all others.
    @inline(__always)
    func find(_ request: RequestView, hint: Int) -> Int? {
        if hint < keys.count, matches(keys[hint], request) { return hint }
        return keys.firstIndex { matches($0, request) }
    }

    @inline(__always)
    private func matches(_ key: Key, _ request: RequestView) -> Bool {
        guard key.serviceCount == request.service.count, key.methodCount == request.method.count,
            let service = request.service.baseAddress, let method = request.method.baseAddress
        else { return false }
        assert(key.offset >= 0, "a key lies in the names")
        let name = names + key.offset
        return memcmp(name + key.serviceCount, method, key.methodCount) == 0
            && memcmp(name, service, key.serviceCount) == 0
    }
}
