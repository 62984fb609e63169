import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes

/// The tenants that the holder of a session may manage (Protocol/README.md, Access).
package struct OrgMembership: Sendable {
    package let store: DocumentStore
    /// Ids of the tenants that exist.
    package let tenants: @Sendable () -> Set<String>

    package init(store: DocumentStore, tenants: @escaping @Sendable () -> Set<String>) {
        self.store = store
        self.tenants = tenants
    }

    /// Roles that may manage any tenant, and those that may manage their own.
    package static let rolesOfAnyOrg: Set<String> = ["super_user", "super_admin"]
    package static let rolesOfOwnOrgs: Set<String> = ["dispensary_admin", "brand_admin"]

    /// Claims of a session, and fields of a profile, that name an organisation.
    static let claims: [UserField] = [
        .orgId, .currentOrgId, .brandId, .locationId, .dispensaryId,
    ]

    /// Throws PERMISSION_DENIED unless the session's holder may manage every tenant.
    func requireAnyOrg(_ session: UserSession) throws(Status) {
        guard Self.rolesOfAnyOrg.contains(try role(session, try profile(session))) else {
            throw Status(.permissionDenied, "only a super user may do this for every tenant")
        }
    }

    /// The tenants that the session's holder may manage, as far as they may see any.
    package func visible(_ session: UserSession) throws(Status) -> TenantVisibility {
        let role = try role(session, try profile(session))
        if Self.rolesOfAnyOrg.contains(role) { return .all }
        return TenantVisibility { org in
            do throws(Status) { try require(org, session) } catch { return false }
            return true
        }
    }

    /// Throws PERMISSION_DENIED unless the session's holder may manage `org`.
    package func require(_ org: String, _ session: UserSession) throws(Status) {
        let profile = try profile(session)
        let role = try role(session, profile)
        if Self.rolesOfAnyOrg.contains(role) { return }
        guard Self.rolesOfOwnOrgs.contains(role) else {
            throw Status(.permissionDenied, "the session's role does not manage a tenant")
        }
        // A token's claims may be older than the profile, so the profile is checked too.
        let claims = session.orgs + Self.orgs(of: profile)
        guard claims.contains(where: { belongs($0, to: org) }) else {
            throw Status(.permissionDenied, "the session does not belong to \(org)")
        }
    }

    /// The only tenant that the session's holder manages; nil for any, none or several.
    func onlyOrg(_ session: UserSession) throws(Status) -> String? {
        let profile = try profile(session)
        guard Self.rolesOfOwnOrgs.contains(try role(session, profile)) else { return nil }
        let claims = session.orgs + Self.orgs(of: profile)
        let own = tenants().filter { org in claims.contains { belongs($0, to: org) } }
        return own.count == 1 ? own.first : nil
    }

    /// The role of the session's holder: the session's, otherwise that of the profile.
    package func role(_ session: UserSession) throws(Status) -> String {
        try role(session, session.role.isEmpty ? try profile(session) : nil)
    }

    /// Whether an organisation called `claim` in a session or profile is the tenant `org`.
    ///
    /// Two tenants may share a base name (`brand_acme` and `org_acme`): a claim then means the
    /// first of its candidates that exists.
    private func belongs(_ claim: String, to org: String) -> Bool {
        let candidates = OrgAliases.all(of: claim)
        guard candidates.contains(org) else { return false }
        let existing = tenants()
        guard let first = candidates.first(where: existing.contains) else { return true }
        return first == org
    }

    private func role(_ session: UserSession, _ profile: Fields?) throws(Status) -> String {
        session.role.isEmpty ? profile?.text(UserField.role) ?? "" : session.role
    }

    /// users/{uid}; nil where there is none.
    private func profile(_ session: UserSession) throws(Status) -> Fields? {
        // Without a profile nothing is allowed by one.
        guard let path = try? RootPath.user(session.userID) else { return nil }
        let key = DocumentKey(database: Catalog.database, path: path)
        guard let found = try store.get(key) else {
            return nil
        }
        // A profile that does not decode allows no more than none.
        return try? Fields(mapValueBytes: found.fields)
    }

    private static func orgs(of profile: Fields?) -> [String] {
        guard let profile else { return [] }
        let linked =
            profile[UserField.linkedDispensary]?.mapValue?.text(LinkedDispensaryField.id) ?? ""
        return claims.map { profile.text($0) } + [linked]
    }
}
