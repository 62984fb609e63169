import StatusCodes

/// How a call failed, as the peer sees it. Its text is cut to
/// ``TTRPCLimits/errorTextBytesMax`` when it is sent.
public typealias RPCError = Status
public typealias RPCCode = StatusCode
