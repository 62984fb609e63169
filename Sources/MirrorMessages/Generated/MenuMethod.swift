// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

/// The methods of `posmirror.v1.Menu`.
public enum MenuMethod: String, ServiceMethod {
    /// The whole menu, in chunks of whole items. All chunks of a call show one generation of prices.
    /// Items come in the order in which the daemon holds them: new ones last, until it starts again.
    /// QueryMenu sorts.
    case getMenu = "GetMenu"
    /// One product; NOT_FOUND where the tenant has no active product of that id.
    case getProduct = "GetProduct"
    /// Filtered, sorted and paged, with counts per facet. All pages show the state of the first one;
    /// where the daemon keeps that no more, the call is ABORTED: begin again without a cursor.
    case queryMenu = "QueryMenu"
    /// First what the client lacks, then every later change as it happens.
    case watchMenu = "WatchMenu"
    /// Why a product costs what it costs.
    case explainPrice = "ExplainPrice"
    /// Every discount rule of a tenant and what becomes of it.
    case listDiscounts = "ListDiscounts"

    public static let service = "posmirror.v1.Menu"

    public var access: MethodAccess {
        switch self {
        case .getMenu, .getProduct, .queryMenu, .watchMenu, .explainPrice, .listDiscounts:
            .everybody
        }
    }

    public var work: MethodWork {
        switch self {
        case .getMenu, .getProduct, .watchMenu: .loop
        case .queryMenu: .query
        case .explainPrice, .listDiscounts: .point
        }
    }

    public var streaming: MethodStreaming {
        switch self {
        case .getMenu, .watchMenu: .server
        case .getProduct, .queryMenu, .explainPrice, .listDiscounts: .unary
        }
    }
}

/// The methods of `posmirror.v1.Menu` with their messages.
public enum MenuCall {
    public static let getMenu = StreamCall<GetMenuRequest, MenuChunk>(MenuMethod.getMenu)
    public static let getProduct = UnaryCall<GetProductRequest, GetProductReply>(
        MenuMethod.getProduct)
    public static let queryMenu = UnaryCall<QueryMenuRequest, QueryMenuReply>(MenuMethod.queryMenu)
    public static let watchMenu = StreamCall<WatchMenuRequest, MenuUpdate>(MenuMethod.watchMenu)
    public static let explainPrice = UnaryCall<ExplainPriceRequest, ExplainPriceReply>(
        MenuMethod.explainPrice)
    public static let listDiscounts = UnaryCall<ListDiscountsRequest, ListDiscountsReply>(
        MenuMethod.listDiscounts)
}
