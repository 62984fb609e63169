/// Access to fields inside maps. Paths go down maps only, never into arrays.
extension Fields {
    /// The value at `path`; nil when a name is missing or a parent is no map. A vector is one
    /// value, with nothing inside.
    public func value(at path: FieldPath) -> Value? {
        let names = path.segments
        guard let first = names.first else { return nil }
        var found = self[first]
        for index in 1..<names.count {
            guard let parent = found, case .map(let inner) = parent,
                parent.vectorElements == nil
            else { return nil }
            found = inner[names[index]]
        }
        return found
    }

    /// Sets the value at `path`; missing parents and parents that are no map become maps, a
    /// vector too.
    public mutating func set(_ value: Value, at path: FieldPath) {
        set(value, at: path.segments[...])
    }

    private mutating func set(_ value: Value, at names: ArraySlice<String>) {
        guard let name = names.first else { return }
        guard names.count > 1 else { return self[name] = value }
        // Removed first, so that the inner map is uniquely referenced and changes in place.
        var inner = removeValue(forKey: name)?.pathMapValue ?? [:]
        inner.set(value, at: names.dropFirst())
        self[name] = .map(inner)
    }
}
