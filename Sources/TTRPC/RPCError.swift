import StatusCodes

/// The error of a call as the peer receives it. The text is truncated to
/// ``TTRPCLimits/errorTextBytesMax`` when it is sent.
public typealias RPCError = Status
public typealias RPCCode = StatusCode
