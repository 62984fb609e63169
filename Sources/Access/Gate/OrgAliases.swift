import TextForms

/// The equivalent ids of one organisation (Protocol/README.md, Access).
package enum OrgAliases {
    private static let prefixes = ["org_", "brand_", "dispensary_"]

    /// The value itself, its base, and the base with each prefix, in this order and each once; the
    /// base is the value without one leading prefix. Empty for a blank value; a value that is only
    /// a prefix yields itself.
    package static func all(of value: String) -> [String] {
        let value = value.trimmed
        guard !value.isEmpty else { return [] }
        let prefix = prefixes.first { value.hasPrefix($0) } ?? ""
        let base = String(value.dropFirst(prefix.count))
        guard !base.isEmpty else { return [value] }
        var found: [String] = []
        for id in [value, base] + prefixes.map({ $0 + base }) where !found.contains(id) {
            found.append(id)
        }
        return found
    }
}
