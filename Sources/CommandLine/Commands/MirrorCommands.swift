/// The commands that need only a daemon or a data directory, in order of the help.
public enum MirrorCommands {
    public static let all: [Command] = [
        status,
        locationPut, locationList, feedCheck,
        syncProducts, syncDiscounts, syncMetadata, syncCustomers, syncOrders, syncOrg, syncAll,
        menu, product, explain, history, discounts, metadata, expiring,
        clearance, preview,
        getDocument, listDocuments, setDocument, updateDocument, deleteDocument,
        query, count, watch, exportDocuments, importDocuments,
        posCustomer, posOrder, posOrderDiscount, posDiscount, posDiscountUpdate, posPoints,
        posCredit, posWrite,
        info, metrics, compact,
        verify, repair, recover, backup, restore,
        sessionCreate, sessionList, sessionRevoke,
    ]

    /// The argument of nearly every command.
    static let org = Command.Argument("ORG", "id of the tenant")
    /// A product of the tenant.
    static let productID = Command.Argument("ID", "document id (alleaves_1018) or POS id (1018)")
    /// One store of that tenant; see ``CommandContext/location``.
    static let atLocation = OptionDeclaration.value(
        "location", "ID", "one store of the tenant, as `location list` names it")
}
