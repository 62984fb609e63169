import TextForms

/// Operations on texts of a feed.
enum FeedText {
    /// `text` truncated to `bytesMax` bytes at a character boundary.
    static func cut(_ text: String, _ bytesMax: Int) -> String {
        guard text.utf8.count > bytesMax else { return text }
        return String(text.prefix(utf8: bytesMax)).trimmedOfInvisibles
    }
}
