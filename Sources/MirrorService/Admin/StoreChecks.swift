import Catalog
import DocumentStore
import MirrorMessages
import StatusCodes
import StoreInspector
import TTRPC

/// The methods of posmirror.v1.Admin that look for faults of the store.
struct StoreChecks: Sendable {
    let store: DocumentStore

    func verify() throws(Status) -> VerifyReply {
        VerifyReply(try MirrorVerification.run(store))
    }

    /// Sends how far it is and at last the reply. A caller that went away ends it.
    func watchVerify(_ request: VerifyRequest, _ stream: ServerStream) throws(Status) {
        let found = try MirrorVerification.run(store) { step throws(Status) in
            try stream.send(VerifyProgress(step).wireBytes)
        }
        var last = VerifyProgress()
        last.reply = VerifyReply(found)
        try stream.send(last.wireBytes)
    }
}
