/// The streams of a connection by their numbers, in one array: numbers that follow each other lie
/// side by side.
struct StreamTable {
    /// Empty places have the number 0. Changed in place by the connection, but for the numbers.
    var places: [HTTP2Stream] = []
    private(set) var count = 0

    /// The place of a stream; nil if there is none. Holds until a stream is added or removed.
    @inline(__always)
    func find(_ id: UInt32) -> Int? {
        guard count > 0, id != 0 else { return nil }
        let mask = places.count &- 1
        var place = Self.hash(id) & mask
        while true {
            let found = places[place].id
            if found == id { return place }
            if found == 0 { return nil }
            place = (place &+ 1) & mask
        }
    }

    /// Adds a stream; its place. REQUIRES: its number is new.
    @inline(__always)
    mutating func insert(_ stream: HTTP2Stream) -> Int {
        // At most half full, so that searches end soon.
        if count &* 2 >= places.count { grow() }
        let place = emptyPlace(stream.id)
        places[place] = stream
        count &+= 1
        return place
    }

    /// Removes the stream at `place`.
    @inline(__always)
    mutating func remove(at place: Int) {
        precondition(count > 0 && places[place].id != 0, "a stream is removed once")
        count &-= 1
        if count == 0, places.count > HTTP2Limits.keptPlacesMax {
            places = []
            return
        }
        let mask = places.count &- 1
        var hole = place
        places[hole] = .none
        // Those behind it move up where their search would end at the hole.
        var next = (hole &+ 1) & mask
        while places[next].id != 0 {
            let home = Self.hash(places[next].id) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                places.swapAt(hole, next)
                hole = next
            }
            next = (next &+ 1) & mask
        }
    }

    mutating func removeAll() {
        places = []
        count = 0
    }

    /// Clients number their streams 1, 3, 5…
    @inline(__always)
    private static func hash(_ id: UInt32) -> Int { Int(id >> 1) }

    @inline(__always)
    private func emptyPlace(_ id: UInt32) -> Int {
        let mask = places.count &- 1
        var place = Self.hash(id) & mask
        while places[place].id != 0 {
            precondition(places[place].id != id, "a number is used once")
            place = (place &+ 1) & mask
        }
        return place
    }

    @inline(never)
    private mutating func grow() {
        let old = places
        places = [HTTP2Stream](repeating: .none, count: max(16, old.count * 2))
        for stream in old where stream.id != 0 { places[emptyPlace(stream.id)] = stream }
    }
}
