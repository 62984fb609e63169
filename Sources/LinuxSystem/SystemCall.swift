import Glibc

/// The one place that reads `errno`.
///
/// Interrupted calls are repeated. EBADF and EFAULT can only come from a bug of ours (a descriptor
/// used after its owner, a wrong address), so they trap instead of becoming an error.
enum SystemCall {
    /// Runs `body` until it is not interrupted; a negative result becomes an error.
    @discardableResult @inline(__always)
    static func check<Value: SignedInteger>(
        _ name: StaticString, context: @autoclosure () -> String = "", _ body: () -> Value
    ) throws(SystemError) -> Value {
        while true {
            let result = body()
            if result >= 0 { return result }
            let code = errno
            if code == EINTR { continue }
            throw error(name, code, context())
        }
    }

    /// Runs `body` once more after an interruption; would-block and hang-up are results.
    @inline(__always)
    static func transfer(
        _ name: StaticString, _ body: () -> Int
    ) throws(SystemError) -> IOResult {
        while true {
            let result = body()
            if result >= 0 { return .moved(result) }
            let code = errno
            switch code {
            case EINTR: continue
            case EAGAIN: return .wouldBlock
            case EPIPE, ECONNRESET: return .closed
            default: throw error(name, code, "")
            }
        }
    }

    /// Runs `body` and returns its error number instead of throwing; 0 is success.
    static func code(_ name: StaticString, _ body: () -> Int32) -> Int32 {
        while true {
            if body() >= 0 { return 0 }
            let code = errno
            if code == EINTR { continue }
            trapOnBug(name, code)
            return code
        }
    }

    /// Runs a pthread call, which returns its error number; anything but 0 is our bug.
    @inline(__always)
    static func pthread(_ name: StaticString, _ body: () -> Int32) {
        let code = body()
        precondition(code == 0, "\(name) failed with \(code)")
    }

    @inline(never)
    private static func error(
        _ name: StaticString, _ code: Int32, _ context: String
    ) -> SystemError {
        trapOnBug(name, code)
        return SystemError(call: "\(name)", code: code, context: context)
    }

    private static func trapOnBug(_ name: StaticString, _ code: Int32) {
        precondition(code != EBADF && code != EFAULT, "\(name): a bug of ours, errno \(code)")
    }
}
