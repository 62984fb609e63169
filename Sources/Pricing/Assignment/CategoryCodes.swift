/// The categories of a catalog as numbers, and which of them every name in a rule reaches: the
/// paths at and below it, or a family. Codes are only ever added.
public struct CategoryCodes: Sendable, Equatable {
    /// Names that rules may use, numbered.
    private var places: [String: Int] = [:]
    /// By place: the codes that the name reaches.
    private var reached: [[UInt16]] = []
    /// By code: the places of the names that reach it.
    private var placesByCode: [[Int]] = []

    public init() {}

    /// Of paths, by their keys.
    public init(_ codes: [String: UInt16]) {
        for (key, code) in codes.sorted(by: { $0.value < $1.value }) {
            add(CategoryPath(decoded: key), code: code)
        }
    }

    /// One more than the highest code.
    public var count: Int { placesByCode.count }

    /// How many names there are.
    var nameCount: Int { reached.count }

    /// Gives a path its code; each code once.
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

    /// The codes that a name reaches.
    public func codes(named name: String) -> [UInt16] { places[name].map { reached[$0] } ?? [] }

    /// The names that reach a code have these numbers.
    func places(of code: UInt16) -> [Int] {
        Int(code) < placesByCode.count ? placesByCode[Int(code)] : []
    }

    func place(of name: String) -> Int? { places[name] }

    /// The codes that the name with a number reaches.
    func codes(place: Int) -> [UInt16] { reached[place] }
}
