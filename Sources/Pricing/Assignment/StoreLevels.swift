/// The live rules by store: those that hold everywhere, and a set of their own for each store at
/// which further ones hold.
///
/// A rule that can never win in a chain is left out of it, and whether it can depends on the rules
/// beside it; so a store with rules of its own has whole levels of its own. A tenant without such
/// rules has one set.
struct StoreLevels: Sendable {
    private var everywhere: RuleLevels
    /// By code, of the stores that live rules name: what holds there.
    private var scoped: [UInt16: RuleLevels] = [:]

    init(_ codes: RuleCodes) { everywhere = RuleLevels(codes) }

    /// The rules that hold at a store; those that hold everywhere for 0.
    subscript(store: UInt16) -> RuleLevels {
        scoped.isEmpty ? everywhere : scoped[store] ?? everywhere
    }

    /// Codes of the references by which rules name products.
    var productCodes: Set<UInt32> {
        scoped.values.reduce(into: Set(everywhere.products.keys)) { $0.formUnion($1.products.keys) }
    }

    /// Removes and adds rules.
    ///
    /// - Parameter live: the live rules after the change.
    mutating func update(_ change: RuleLevels.Change, codes: RuleCodes, live: LiveRules) {
        let named = (change.removed + change.added).compactMap { codes.stores(of: $0.rule.scope) }
        guard !named.isEmpty || !scoped.isEmpty else {
            return everywhere.update(change, codes: codes, live: live)
        }
        everywhere.update(
            change.filtered { $0.scope.locationIds == nil }, codes: codes, live: live)
        for store in scoped.keys {
            scoped[store]?.update(
                change.filtered { Self.holds($0, store, codes) }, codes: codes, live: live)
        }
        let touched = named.reduce(into: Set()) { $0.formUnion($1) }
        for store in touched {
            let isNamed = live.contains { codes.stores(of: $0.scope)?.contains(store) ?? false }
            if !isNamed {
                scoped[store] = nil
            } else if scoped[store] == nil {
                scoped[store] = Self.levels(of: store, codes, live)
            }
        }
    }

    private static func levels(
        of store: UInt16, _ codes: RuleCodes, _ live: LiveRules
    ) -> RuleLevels {
        var levels = RuleLevels(codes)
        levels.update(
            RuleLevels.Change(all: live).filtered { holds($0, store, codes) }, codes: codes,
            live: live)
        return levels
    }

    private static func holds(_ rule: DiscountRule, _ store: UInt16, _ codes: RuleCodes) -> Bool {
        codes.stores(of: rule.scope)?.contains(store) ?? true
    }
}

extension RuleLevels.Change {
    /// All of the live rules begin.
    init(all live: LiveRules) {
        added = live.ordered.compactMap { number in
            live.rule(number).map { (rule: $0, number: number) }
        }
    }

    fileprivate func filtered(_ isWanted: (DiscountRule) -> Bool) -> RuleLevels.Change {
        var part = RuleLevels.Change()
        part.removed = removed.filter { isWanted($0.rule) }
        part.added = added.filter { isWanted($0.rule) }
        return part
    }
}
