import Pricing

/// Dictionary encoding of a tenant's categories: columns store codes instead of paths.
///
/// Spellings of one path (`Edibles > Gummies`, `EDIBLES>gummies`) share a code. Code 0 is the empty
/// path. Codes are assigned in order of appearance and never change their meaning.
struct CategoryTable: Sendable {
    /// By code.
    private(set) var paths: [CategoryPath] = []
    /// The codes below each path, for compiling rules.
    private(set) var codes = CategoryCodes()
    private var codesByKey: [String: UInt16] = [:]
    /// A cache by spelling, so that each spelling is parsed once.
    private var codesBySpelling: [String: UInt16] = [:]

    init() { add(CategoryPath("")) }

    var count: Int { paths.count }

    /// The code of a spelled path; nil if no row has it.
    func code(for text: String) -> UInt16? {
        codesBySpelling[text] ?? codesByKey[CategoryPath(decoded: text).key]
    }

    /// The code of a spelled path, assigned if new; nil where there are too many.
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
        precondition(
            codesByKey.count == paths.count && codes.count == paths.count, "every path has a code")
        return code
    }

    /// By code, whether a filter's values select the category: families, or paths including all
    /// below.
    func flags(_ values: [String]) -> [Bool] {
        var flags = [Bool](repeating: false, count: count)
        for name in Set(values.flatMap { CategoryPath($0).filterNames }) {
            for code in codes.codes(named: name) { flags[Int(code)] = true }
        }
        return flags
    }
}
