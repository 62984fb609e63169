/// Dictionary encoding of a tenant's brands: columns store codes instead of names.
///
/// Names with the same key (`Acme` and `ACME`) share a code. Code 0 is no name at all. Codes are
/// assigned in order of appearance and never change their meaning.
struct CodeTable: Sendable {
    private let key: @Sendable (String) -> String
    /// Codes by normalised key.
    private(set) var codesByKey: [String: UInt32] = [:]
    /// A cache by spelling, so that each spelling's key is computed once.
    private var codesBySpelling: [String: UInt32] = [:]
    /// Keys and names by code; index 0 is the empty name.
    private(set) var keys: [String] = [""]
    private(set) var names: [String] = [""]

    init(key: @escaping @Sendable (String) -> String) {
        self.key = key
    }

    var count: Int { names.count }

    /// The code of `name`; nil if no row has it.
    func code(for name: String) -> UInt32? {
        codesBySpelling[name] ?? codesByKey[key(name)]
    }

    /// The code of `name`, assigned if new.
    mutating func add(_ name: [UInt8]) -> UInt32 {
        if name.isEmpty { return 0 }
        let spelling = String(decoding: name, as: UTF8.self)
        if let code = codesBySpelling[spelling] { return code }
        let key = self.key(spelling)
        let code: UInt32
        if let known = codesByKey[key] {
            code = known
        } else {
            guard !key.isEmpty else { return 0 }
            code = UInt32(names.count)
            codesByKey[key] = code
            keys.append(key)
            names.append(spelling)
            precondition(
                keys.count == names.count && codesByKey.count + 1 == names.count,
                "every name has a code, and the empty one none")
        }
        if codesBySpelling.count < CatalogLimits.spellingsMax { codesBySpelling[spelling] = code }
        return code
    }
}
