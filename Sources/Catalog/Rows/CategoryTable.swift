import Pricing

/// Small numbers for the categories of a tenant: what its columns hold instead of paths.
///
/// Spellings of one path (`Edibles > Gummies`, `EDIBLES>gummies`) share a code. Code 0 is the empty
/// path. Codes are given in order of appearance and never change meaning; a value type, copied on
/// write.
struct CategoryTable: Sendable {
    /// By code.
    private(set) var paths: [CategoryPath] = []
    /// What rules reach, for compiling them.
    private(set) var codes = CategoryCodes()
    private var codesByKey: [String: UInt16] = [:]
    /// What was looked up before, as spelt, so that a path is read once a spelling.
    private var codesBySpelling: [String: UInt16] = [:]

    init() { add(CategoryPath("")) }

    var count: Int { paths.count }

    /// The code of a path as rows spell it, where some row has it.
    func code(for text: String) -> UInt16? {
        codesBySpelling[text] ?? codesByKey[CategoryPath(decoded: text).key]
    }

    /// The code of a path as rows spell it, a new one if need be; nil where there are too many.
    mutating func add(_ text: [UInt8]) -> UInt16? {
        if text.isEmpty { return 0 }
        let spelling = String(decoding: text, as: UTF8.self)
        if let code = codesBySpelling[spelling] { return code }
        let path = CategoryPath(decoded: spelling)
        if codesByKey[path.key] == nil, paths.count > CatalogLimits.categoriesMax { return nil }
        let code = codesByKey[path.key] ?? add(path)
        if codesBySpelling.count < CatalogLimits.spellingsMax { codesBySpelling[spelling] = code }
        return code
    }

    @discardableResult
    private mutating func add(_ path: CategoryPath) -> UInt16 {
        let code = UInt16(paths.count)
        codesByKey[path.key] = code
        paths.append(path)
        codes.add(path, code: code)
        return code
    }

    /// By code, whether a filter's values ask for the category: families, or paths with all below.
    func flags(_ values: [String]) -> [Bool] {
        var flags = [Bool](repeating: false, count: count)
        for name in Set(values.flatMap { CategoryPath($0).filterNames }) {
            for code in codes.codes(named: name) { flags[Int(code)] = true }
        }
        return flags
    }
}
