/// The fields of an entry in a canonical product's `batches` (Protocol/tree.md, Products).
public enum BatchField: String, TreeField {
    case area, areaId, available, batch, batchId, cost, expirationDate, expired, heldBack
    case location, locationId, onHand, packageDate, packageLabel, sellable, sellsExpired, tag
}
