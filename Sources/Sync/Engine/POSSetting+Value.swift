import FirestoreModel
import PointOfSale

extension POSSettings {
    /// A location's `posConfig` as it is stored.
    init(_ fields: Fields) {
        self.init(
            Dictionary(
                fields.map { ($0.key, POSSetting($0.value)) }, uniquingKeysWith: { _, last in last }
            ))
    }
}

extension POSSetting {
    init(_ value: Value) {
        switch value {
        case .null: self = .null
        case .boolean(let flag): self = .flag(flag)
        case .integer(let number): self = .integer(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .text(text)
        case .array(let values): self = .list(values.map { POSSetting($0) })
        case .map(let fields):
            self = .map(
                Dictionary(
                    fields.map { ($0.key, POSSetting($0.value)) },
                    uniquingKeysWith: { _, last in last }))
        default: self = .other
        }
    }
}
