/// The category codes of a catalog, and the codes that each name in a rule covers: the paths at and
/// below it, or a family. Codes are only added.
public struct CategoryCodes: Sendable, Equatable {
    /// Names that rules may use, numbered.
    private var indices: [String: Int] = [:]
    /// By number of the name: the codes that it covers.
    private var covered: [[UInt16]] = []
    /// By code: the numbers of the names that cover it.
    private var indicesByCode: [[Int]] = []

    public init() {}

    /// From the codes of paths, by path key.
    public init(_ codes: [String: UInt16]) {
        for (key, code) in codes.sorted(by: { $0.value < $1.value }) {
            add(CategoryPath(decoded: key), code: code)
        }
    }

    /// One more than the highest code.
    public var count: Int { indicesByCode.count }

    /// How many names there are.
    var nameCount: Int { covered.count }

    /// Adds a path with a new code.
    public mutating func add(_ path: CategoryPath, code: UInt16) {
        while indicesByCode.count <= Int(code) { indicesByCode.append([]) }
        for name in path.names {
            let index = indices[name] ?? covered.count
            if index == covered.count {
                indices[name] = index
                covered.append([])
            }
            covered[index].append(code)
            indicesByCode[Int(code)].append(index)
        }
    }

    /// The codes that a name covers.
    public func codes(named name: String) -> [UInt16] { indices[name].map { covered[$0] } ?? [] }

    /// The numbers of the names that cover a code.
    func indices(of code: UInt16) -> [Int] {
        Int(code) < indicesByCode.count ? indicesByCode[Int(code)] : []
    }

    func index(of name: String) -> Int? { indices[name] }

    /// The codes that the name with this number covers.
    func codes(index: Int) -> [UInt16] { covered[index] }
}
