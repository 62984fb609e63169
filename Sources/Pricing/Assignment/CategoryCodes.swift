/// The category codes of a catalog, and the codes that each name in a rule covers: the paths at and
/// below it, or a family. Codes are only added.
public struct CategoryCodes: Sendable, Equatable {
    /// Names that rules may use, numbered.
    private var places: [String: Int] = [:]
    /// By number of the name: the codes that it covers.
    private var reached: [[UInt16]] = []
    /// By code: the numbers of the names that cover it.
    private var placesByCode: [[Int]] = []

    public init() {}

    /// From the codes of paths, by path key.
    public init(_ codes: [String: UInt16]) {
        for (key, code) in codes.sorted(by: { $0.value < $1.value }) {
            add(CategoryPath(decoded: key), code: code)
        }
    }

    /// One more than the highest code.
    public var count: Int { placesByCode.count }

    /// How many names there are.
    var nameCount: Int { reached.count }

    /// Adds a path with a new code.
    public mutating func add(_ path: CategoryPath, code: UInt16) {
        while placesByCode.count <= Int(code) { placesByCode.append([]) }
        for name in path.names {
            let place = places[name] ?? reached.count
            if place == reached.count {
                places[name] = place
                reached.append([])
            }
            reached[place].append(code)
            placesByCode[Int(code)].append(place)
        }
    }

    /// The codes that a name covers.
    public func codes(named name: String) -> [UInt16] { places[name].map { reached[$0] } ?? [] }

    /// The numbers of the names that cover a code.
    func places(of code: UInt16) -> [Int] {
        Int(code) < placesByCode.count ? placesByCode[Int(code)] : []
    }

    func place(of name: String) -> Int? { places[name] }

    /// The codes that the name with this number covers.
    func codes(place: Int) -> [UInt16] { reached[place] }
}
