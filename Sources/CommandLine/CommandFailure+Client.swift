import MirrorClient
import TTRPC

extension CommandFailure {
    /// The report of a failed call.
    init(_ error: MirrorClientError) {
        self.init(Self.exitCode(error), error.message, remedy: error.remedy, code: error.code.name)
    }

    private static func exitCode(_ error: MirrorClientError) -> ExitCode {
        switch (error.kind, error.code) {
        case (.malformedReply, _): .internal
        case (_, .permissionDenied), (_, .unauthenticated): .notPermitted
        case (_, .unknown): .unknownOutcome
        case (.noDaemon, _), (.lost, _): .noDaemon
        case (_, .notFound): .notFound
        case (_, .deadlineExceeded): .deadline
        case (_, .internalError), (_, .dataLoss): .internal
        case (_, .ok), (_, .cancelled), (_, .invalidArgument), (_, .alreadyExists),
            (_, .resourceExhausted), (_, .failedPrecondition), (_, .aborted), (_, .outOfRange),
            (_, .unavailable), (_, .unimplemented):
            .failed
        }
    }
}
