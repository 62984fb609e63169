import Testing

@testable import Pricing

@Suite struct NameTests {
    @Test(arguments: [
        ("Category > Pre rolls", "Pre-Rolls"), ("Pre rolls", "Pre-Rolls"),
        ("Pre-Rolls", "Pre-Rolls"), ("prerolls", "Pre-Rolls"), ("PRE_ROLL", "Pre-Rolls"),
        ("Category>Flower", "Flower"), ("Category > Flower ", "Flower"), (" flower", "Flower"),
        ("A > B > vape", "Vapes"), ("Category > Vapes", "Vapes"), ("carts", "Vapes"),
        ("Category > Concentrate", "Concentrates"), ("live", "live"), ("AIO", "Vapes"),
        ("Category > Edibles", "Edibles"), ("Gummies", "Edibles"), ("hash", "Concentrates"),
        ("Category > Tinctures", "Tinctures"), ("Oil", "Tinctures"), ("Salve", "Topicals"),
        ("Category > Beverages", "Beverages"), ("Soft gels", "Capsules"), ("seeds", "Seeds"),
        ("Category > Accessories", "Accessories"), ("Merch", "Merchandise"),
        ("Uncategorized", "Other"), ("unknown", "Other"), ("", "Other"), ("  ", "Other"),
        ("Category > ", "Other"), ("--", "Other"), ("Category > Gift Cards", "Gift Cards"),
    ])
    func categoriesHaveOneCanonicalName(raw: String, canonical: String) {
        #expect(CategoryName.canonical(raw) == canonical)
    }

    @Test(arguments: [
        "Infused Flower Pre-rolls", "Rosin carts", "Steam cleaners", "Podcasts", "Foil", "Category",
    ])
    func nothingIsGuessedFromAPartOfAName(raw: String) {
        #expect(CategoryName.canonical(raw) == raw)
    }

    @Test(arguments: [
        "Category > Pre rolls", "Category > Gift Cards", "vape", "Uncategorized", "", "Größe > ÄÖ",
        "Category >  infused  Pre-Rolls ", "İstanbul",
    ])
    func rawStrippedAndCanonicalNamesShareOneKey(raw: String) {
        let stripped = raw.split(separator: ">").last.map(String.init) ?? ""
        let key = CategoryName.key(for: raw)
        #expect(CategoryName.key(for: stripped) == key)
        #expect(CategoryName.key(for: CategoryName.canonical(raw)) == key)
        #expect(CategoryName.canonical(CategoryName.canonical(raw)) == CategoryName.canonical(raw))
        #expect(CategoryName.key(for: raw.uppercased().replacing(" ", with: "")) == key)
    }

    @Test func differentCategoriesHaveDifferentKeys() {
        let names = [
            "Flower", "Pre-Rolls", "Edibles", "Concentrates", "Vapes", "Tinctures", "Topicals",
            "Capsules", "Beverages", "Accessories", "Merchandise", "Seeds", "Other", "Gift Cards",
        ]
        #expect(Set(names.map(CategoryName.key)).count == names.count)
        for name in names { #expect(CategoryName.canonical(name) == name) }
    }

    @Test(arguments: [
        ("ANTHEM", "anthem"), (" Anthem\t", "anthem"), ("Jeeter  Co", "jeeter  co"),
        ("ÉCLAIR", "éclair"), ("", ""),
    ])
    func brandsCompareTrimmedAndCaseFolded(name: String, key: String) {
        #expect(BrandName.key(for: name) == key)
    }
}
