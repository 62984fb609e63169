import FirestoreModel
import Foundation

/// Categories read naively: segments compared one by one, families by a table made by hand for the
/// names that these tests use.
struct NaiveCategory: Equatable {
    let segments: [String]

    init(_ text: String) {
        var segments = text.components(separatedBy: ">")
            .map { $0.split(separator: " ").joined(separator: " ").lowercased() }
            .filter { !$0.isEmpty }
        if segments.first == "category" { segments.removeFirst() }
        self.segments = segments
    }

    /// Of a product: by its path, else by what the POS says, else by its category.
    init(of fields: Fields) {
        if let path = fields["categoryPath"]?.arrayValue {
            self.init(path.compactMap(\.stringValue).joined(separator: ">"))
        } else {
            let raw = fields["rawCategory"]?.stringValue ?? ""
            self.init(raw.isEmpty ? fields["category"]?.stringValue ?? "" : raw)
        }
    }

    private static let ownNames = [
        "flower": "Flower", "vapes": "Vapes", "vape": "Vapes", "pre-rolls": "Pre-Rolls",
        "preroll": "Pre-Rolls", "pre roll": "Pre-Rolls", "edibles": "Edibles",
        "accessories": "Accessories", "gift cards": "Gift Cards",
    ]
    private static let words = [
        "buds": "Flower", "gummies": "Edibles", "cones": "Pre-Rolls",
        "infused pre-rolls": "Pre-Rolls",
    ]

    var family: String {
        for segment in segments {
            if let family = Self.ownNames[segment] ?? Self.words[segment] { return family }
        }
        return "Other"
    }

    /// Whether a rule on this category reaches products of `other`.
    func reaches(_ other: NaiveCategory) -> Bool {
        guard !segments.isEmpty else { return false }
        if segments.count == 1, let family = Self.ownNames[segments[0]] {
            return other.family == family
        }
        return other.segments.starts(with: segments)
    }

    /// Names of categories for products and rules: two levels, children that share names.
    static let names = [
        "Flower", "Category > Flower", "buds", "Vapes", "Category > Vape", "Pre-Rolls", "preroll",
        "Gift Cards", "Unheard of", "Edibles > Gummies", "Category > EDIBLES>gummies", "Gummies",
        "Edibles > Chocolates", "Accessories > Gummies", "Accessories > Cones", "Cones",
        "Flower > Indoor > 3.5g", "Flower > Indoor", "Infused Pre-Rolls", "Unheard of > Flower",
    ]
}
