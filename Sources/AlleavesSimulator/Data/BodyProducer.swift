/// The source of a streamed response body.
protocol BodyProducer: AnyObject {
    /// Appends further bytes; false at the end.
    func fill(_ buffer: ByteBuffer) -> Bool
}
