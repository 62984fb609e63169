import Glibc

/// The only place that reads `errno`.
///
/// Retries interrupted calls. EBADF and EFAULT can only be caused by our bugs (a closed descriptor,
/// an invalid address), so they trap.
enum SystemCall {
    /// Calls `body`, again after an interruption; throws on a negative result.
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

    /// Calls `body`, again after an interruption; would-block and hang-up are results, not errors.
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

    /// Calls `body` and returns the error number; 0 on success.
    static func code(_ name: StaticString, _ body: () -> Int32) -> Int32 {
        while true {
            if body() >= 0 { return 0 }
            let code = errno
            if code == EINTR { continue }
            trapOnBug(name, code)
            return code
        }
    }

    /// Calls a pthread function, which returns its error number. An error is our bug and traps.
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
