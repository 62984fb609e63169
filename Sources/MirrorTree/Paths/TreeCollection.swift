import FirestoreModel

/// The collections of the mirror's tree (Protocol/tree.md), by the name that tells each apart: that
/// of a top-level collection, or of a collection directly below a tenant.
///
/// All other documents are free: the mirror keeps them and attaches no meaning to them.
public enum TreeCollection: String, CaseIterable, Sendable {
    // At the top.
    case locations, products, users, sessions
    // Below tenants/{org}.
    /// Public products, in the collection `items` of its document `products`.
    case publicViews
    case discounts, metadata, integrations, orders, customers
    case spending = "customer_spending"
    case posWrites, posEvents, notifications, writeLog

    /// The collection in or below which a path lies, at any depth; nil for free documents and for
    /// the paths above all collections of a tenant.
    public init?(containing path: ResourcePath) {
        let ids = path.segments
        guard let first = ids.first else { return nil }
        let isOfTenant = first == Self.tenants
        guard !isOfTenant || ids.count > 2,
            let collection = TreeCollection(rawValue: isOfTenant ? ids[2] : first),
            collection.isOfTenant == isOfTenant
        else { return nil }
        self = collection
    }

    /// Whether each tenant has one.
    public var isOfTenant: Bool {
        switch self {
        case .locations, .products, .users, .sessions: false
        case .publicViews, .discounts, .metadata, .integrations, .orders, .customers, .spending,
            .posWrites, .posEvents, .notifications, .writeLog:
            true
        }
    }

    /// The ids of its documents, where the mirror gives them names of its own; nil where there is
    /// one for each thing.
    public var documentIDs: [String]? {
        switch self {
        case .metadata: MetadataDocument.allCases.map(\.rawValue)
        case .integrations: IntegrationDocument.allCases.map(\.rawValue)
        case .locations, .products, .users, .sessions, .publicViews, .discounts, .orders,
            .customers, .spending, .posWrites, .posEvents, .notifications, .writeLog:
            nil
        }
    }

    /// The collection's path with `*` for the tenant, as index policies have it.
    public var pattern: String { isOfTenant ? "\(path(org: "*"))" : rawValue }

    /// The collection of a tenant. REQUIRES: ``isOfTenant``.
    func path(org: String) -> ResourcePath {
        precondition(isOfTenant, "the collection belongs to no tenant")
        var segments = [Self.tenants, org, rawValue]
        if self == .publicViews { segments += [Self.products.rawValue, Self.items] }
        return ResourcePath(uncheckedSegments: segments)
    }

    /// The collection of the tenants' documents, which need not exist.
    static var tenants: String { "tenants" }
    /// The collection of public products below their view.
    static var items: String { "items" }
}

/// The documents of `tenants/{org}/metadata`.
public enum MetadataDocument: String, CaseIterable, Sendable {
    case brands, categories, vendors
    /// What the POS says of the tenant's locations.
    case location
}

/// The documents of `tenants/{org}/integrations`.
public enum IntegrationDocument: String, CaseIterable, Sendable {
    /// How the runs went.
    case status = "pos"
    /// How far each kind of listing has been read.
    case products = "pos_products"
    case orders = "pos_orders"
    case customers = "pos_customers"
    /// Which fields the records of each listing had.
    case productShape = "pos_products_shape"
    case discountShape = "pos_discounts_shape"
    case orderShape = "pos_orders_shape"
    /// Which account each location reaches.
    case accounts
}
