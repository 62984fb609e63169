/// Which of a product's locations names its price: the cheapest with stock, else the cheapest; of
/// equal prices that of the first. Pure.
public enum CheapestLocation {
    /// What a location says of the product; nil where it has no price.
    public struct Offer<Price: Comparable> {
        let price: Price?
        let isInStock: Bool

        public init(price: Price?, isInStock: Bool) {
            self.price = price
            self.isInStock = isInStock
        }
    }

    /// The index of the offer; nil where none has a price.
    public static func index<Price>(_ capabilities: some Collection<Offer<Price>>) -> Int? {
        var best: (index: Int, price: Price, isInStock: Bool)?
        for (index, offer) in capabilities.enumerated() {
            guard let price = offer.price else { continue }
            if let found = best {
                guard offer.isInStock || !found.isInStock else { continue }
                guard offer.isInStock != found.isInStock || price < found.price else { continue }
            }
            best = (index, price, offer.isInStock)
        }
        return best?.index
    }
}
