// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

/// The methods of `posmirror.v1.Pos`.
public enum PosMethod: String, ServiceMethod {
    /// The mirrored brands, categories, vendors and location; empty lists where none was synced.
    case getMetadata = "GetMetadata"
    /// Batches in stock that expire within some days, soonest first.
    case getExpiringInventory = "GetExpiringInventory"
    /// A few products to build a page with; made-up ones where no POS is configured.
    case getBuilderProducts = "GetBuilderProducts"
    /// Writes to the POS, for admins and for sessions of those who manage the tenant. Each is noted
    /// before it is sent and sent at most once for its idempotency_key: the same request with the
    /// same key is answered with the first one's outcome, another request with it is
    /// ALREADY_EXISTS. Where it is open whether the POS has acted (no answer came) the code is
    /// UNKNOWN, for this call and every later one with the key; look at the POS, then decide. After
    /// any other error the POS has not acted, and the key may be used again.
    ///
    /// An order that the POS takes in several calls is one write all the same: `steps` says how far
    /// it is, and a retry with its key goes on behind the last certain step, repeating none that is
    /// certain or unknown. Orders and customers that were created are in the mirror on return.
    case createCustomer = "CreateCustomer"
    case submitOrder = "SubmitOrder"
    case applyOrderDiscount = "ApplyOrderDiscount"
    /// The rules are fetched anew afterwards, so prices follow at once.
    case createDiscount = "CreateDiscount"
    case updateDiscount = "UpdateDiscount"
    case updateLoyaltyPoints = "UpdateLoyaltyPoints"
    case addStoreCredit = "AddStoreCredit"
    /// The menu as the POS has it at this moment, priced by its discounts and the tenant's own rules.
    /// Nothing is stored; batch details are not asked for. The chunks' version is 0. Where the POS's
    /// answer is not proved whole: FAILED_PRECONDITION.
    case previewMenu = "PreviewMenu"
    /// Products whose stock expires soon, each with a discount rule that would clear it.
    case getClearance = "GetClearance"
    /// Makes a candidate's rule one of the tenant's own; prices follow at once.
    case acceptClearance = "AcceptClearance"
    /// Every change of a product's base price or of what one costs.
    case getPriceHistory = "GetPriceHistory"
    /// Takes in what the POS's webhook reported, relayed by a front end: sooner known than by the
    /// next sync. A replay changes nothing; an event that nobody knows is kept.
    case ingestEvent = "IngestEvent"
    /// What is known of an earlier write.
    case getPosWrite = "GetPosWrite"
    /// What the POS has no way to do; UNIMPLEMENTED with the reason.
    case updateStock = "UpdateStock"
    case updatePrice = "UpdatePrice"
    case updateLoyaltyProgram = "UpdateLoyaltyProgram"

    public static let service = "posmirror.v1.Pos"

    public var access: MethodAccess {
        switch self {
        case .getMetadata, .getExpiringInventory, .getBuilderProducts, .getClearance,
            .getPriceHistory: .everybody
        case .createCustomer, .submitOrder, .applyOrderDiscount, .createDiscount, .updateDiscount,
            .updateLoyaltyPoints, .addStoreCredit, .previewMenu, .acceptClearance, .getPosWrite,
            .updateStock, .updatePrice, .updateLoyaltyProgram: .manage
        case .ingestEvent: .relay
        }
    }

    public var work: MethodWork {
        switch self {
        case .getMetadata, .createCustomer, .submitOrder, .applyOrderDiscount, .createDiscount,
            .updateDiscount, .updateLoyaltyPoints, .addStoreCredit, .getPosWrite, .updateStock,
            .updatePrice, .updateLoyaltyProgram: .point
        case .getExpiringInventory, .getClearance, .acceptClearance: .scan
        case .getBuilderProducts, .getPriceHistory: .query
        case .previewMenu: .outside
        case .ingestEvent: .commit
        }
    }

    public var streaming: MethodStreaming {
        switch self {
        case .getMetadata, .getExpiringInventory, .getBuilderProducts, .createCustomer,
            .submitOrder, .applyOrderDiscount, .createDiscount, .updateDiscount,
            .updateLoyaltyPoints, .addStoreCredit, .getClearance, .acceptClearance,
            .getPriceHistory, .ingestEvent, .getPosWrite, .updateStock, .updatePrice,
            .updateLoyaltyProgram: .unary
        case .previewMenu: .server
        }
    }
}

/// The methods of `posmirror.v1.Pos` with their messages.
public enum PosCall {
    public static let getMetadata = UnaryCall<GetMetadataRequest, GetMetadataReply>(
        PosMethod.getMetadata)
    public static let getExpiringInventory = UnaryCall<GetExpiringInventoryRequest, GetExpiringInventoryReply>(
        PosMethod.getExpiringInventory)
    public static let getBuilderProducts = UnaryCall<GetBuilderProductsRequest, GetBuilderProductsReply>(
        PosMethod.getBuilderProducts)
    public static let createCustomer = UnaryCall<CreateCustomerRequest, PosWriteReply>(
        PosMethod.createCustomer)
    public static let submitOrder = UnaryCall<SubmitOrderRequest, PosWriteReply>(
        PosMethod.submitOrder)
    public static let applyOrderDiscount = UnaryCall<ApplyOrderDiscountRequest, PosWriteReply>(
        PosMethod.applyOrderDiscount)
    public static let createDiscount = UnaryCall<CreateDiscountRequest, PosWriteReply>(
        PosMethod.createDiscount)
    public static let updateDiscount = UnaryCall<UpdateDiscountRequest, PosWriteReply>(
        PosMethod.updateDiscount)
    public static let updateLoyaltyPoints = UnaryCall<UpdateLoyaltyPointsRequest, PosWriteReply>(
        PosMethod.updateLoyaltyPoints)
    public static let addStoreCredit = UnaryCall<AddStoreCreditRequest, PosWriteReply>(
        PosMethod.addStoreCredit)
    public static let previewMenu = StreamCall<PreviewMenuRequest, MenuChunk>(PosMethod.previewMenu)
    public static let getClearance = UnaryCall<GetClearanceRequest, GetClearanceReply>(
        PosMethod.getClearance)
    public static let acceptClearance = UnaryCall<AcceptClearanceRequest, AcceptClearanceReply>(
        PosMethod.acceptClearance)
    public static let getPriceHistory = UnaryCall<GetPriceHistoryRequest, GetPriceHistoryReply>(
        PosMethod.getPriceHistory)
    public static let ingestEvent = UnaryCall<IngestEventRequest, IngestEventReply>(
        PosMethod.ingestEvent)
    public static let getPosWrite = UnaryCall<GetPosWriteRequest, PosWriteReply>(
        PosMethod.getPosWrite)
    public static let updateStock = UnaryCall<UnsupportedWriteRequest, PosWriteReply>(
        PosMethod.updateStock)
    public static let updatePrice = UnaryCall<UnsupportedWriteRequest, PosWriteReply>(
        PosMethod.updatePrice)
    public static let updateLoyaltyProgram = UnaryCall<UnsupportedWriteRequest, PosWriteReply>(
        PosMethod.updateLoyaltyProgram)
}
