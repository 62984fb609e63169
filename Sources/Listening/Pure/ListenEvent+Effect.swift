import FirestoreModel

extension ListenEvent {
    /// The event for an effect on a document: `document` is its bytes, nil where it does not exist.
    public static func documentChange(
        _ effect: DocumentEffect, name: String, document: [UInt8]?, at time: Timestamp
    ) -> ListenEvent {
        guard let document else {
            return .delete(
                name: name, removedTargetIds: effect.targetIds + effect.removedTargetIds,
                readTime: time)
        }
        return .change(
            document, targetIds: effect.targetIds, removedTargetIds: effect.removedTargetIds)
    }
}
