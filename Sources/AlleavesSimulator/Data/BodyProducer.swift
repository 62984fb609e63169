/// Something that fills buffers until it has no more: the body of a streamed response.
protocol BodyProducer: AnyObject {
    /// Appends some bytes; false when nothing is left.
    func fill(_ buffer: ByteBuffer) -> Bool
}
