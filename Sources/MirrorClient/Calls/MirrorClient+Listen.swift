import FirestoreModel
import MirrorMessages

/// The listeners of google.firestore.v1.Firestore.
extension MirrorClient {
    /// Follows what `selection` shows until `each` returns false.
    public func listen(
        _ selection: TargetRequest.Selection,
        each: (ListenEvent) throws(MirrorClientError) -> Bool
    ) throws(MirrorClientError) {
        var request = ListenRequest()
        request.database = databaseName
        request.addTarget = TargetRequest(selection, targetId: 1).wireBytes
        try exchange(FirestoreCall.listen, request, each)
    }
}
