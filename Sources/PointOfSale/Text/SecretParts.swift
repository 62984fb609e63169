/// The runs of bytes of secrets, by which a text that repeats only a part of one is known.
struct SecretParts: Sendable {
    /// A shorter run is in too many texts by chance, and says too little of the secret.
    private static let bytesMin = 6
    /// Of a shorter secret most of a run would be all of it, which is looked for as a whole.
    private static let secretBytesMin = 8

    /// In ASCII lower case.
    private let secrets: [[UInt8]]
    /// Where in which secret a run of ``bytesMin`` bytes begins.
    private let places: [UInt64: [(secret: Int, offset: Int)]]

    init(_ secrets: [String]) {
        self.secrets = secrets.map(RedactedRuns.lowercased).filter {
            $0.count >= Self.secretBytesMin
        }
        var places: [UInt64: [(secret: Int, offset: Int)]] = [:]
        for (index, secret) in self.secrets.enumerated() {
            for offset in 0...(secret.count - Self.bytesMin) {
                places[Self.key(secret, offset), default: []].append((index, offset))
            }
        }
        self.places = places
    }

    var isEmpty: Bool { places.isEmpty }

    /// The text with every such run replaced by ``RedactedText/mark``, as far as it goes.
    func removed(from text: String) -> String {
        RedactedRuns.removed(from: text) { count(in: $0, at: $1) }
    }

    /// The length of the longest run that begins at an offset; nil where none does.
    private func count(in text: [UInt8], at offset: Int) -> Int? {
        guard offset + Self.bytesMin <= text.count,
            let found = places[Self.key(text, offset)]
        else { return nil }
        return found.map { place in
            zip(text[offset...], secrets[place.secret][place.offset...])
                .prefix { $0.0 == $0.1 }.count
        }.max()
    }

    private static func key(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
        bytes[offset..<offset + bytesMin].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
