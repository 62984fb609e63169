/// The words of generated names. ASCII, as in production, with a quote and an ampersand to exercise
/// escaping.
enum Vocabulary {
    static let brands: [String] = [
        "Acme", "Harbor & Pine", "Northlight", "Copperleaf", "Juniper Row", "Tidewater",
        "Old Mill", "Bright Acre", "Fernhollow", "Lantern", "Moss & Ember", "Quarry Lane",
        "Silver Birch", "Three Rivers", "Upstate Grove", "Velvet Hour", "Wild Thistle",
        "Yonder", "Zephyr Farms", "Amber Fox", "Blue Door", "Cinder Hill", "Daybreak",
        "Eastbank", "Foxglove", "Granite Co", "Hushwood", "Ironbark", "Jasper", "Kindling",
        "Larkspur", "Meridian", "Nightjar", "Orchard St", "Pebble", "Quill", "Redwing",
        "Saltbox", "Timberline", "Umber", "Vesper", "Willow Bend", "Alder", "Birdsong",
        "Clover Club", "Dovetail", "Elderflower", "Flint", "Gable", "Hearth", "Inkwell",
        "Jubilee", "Kestrel", "Lodestar", "Marigold", "Nectar Lab", "Oakum", "Parlor",
        "Rook & Rye", "Sundry", "Tern", "710 Works",
    ]

    static let vendors: [String] = [
        "Capital Region Supply", "Hudson Cultivation", "Lakeside Extracts", "Mohawk Processing",
        "North Country Growers", "Orange County Labs", "Pioneer Distribution", "Queen City Farms",
        "Southern Tier Edibles", "Twin Ponds LLC", "Valley Wholesale", "Westview Partners",
    ]

    static let adjectives: [String] = [
        "Blue", "Purple", "Sour", "Golden", "Frosted", "Lemon", "Midnight", "Velvet", "Sunset",
        "Tropical", "Cherry", "Arctic", "Honey", "Wild", "Royal", "Cosmic", "Mango", "Maple",
        "Emerald", "Crimson", "Smoky", "Sugar", "Electric", "Hazy", "Papaya", "Rainy", "Silver",
        "Toasted", "Gentle", "Lucky", "Minty", "Peach",
    ]

    static let nouns: [String] = [
        "Comet", "Orchard", "Haze", "Cookies", "Sherbet", "Kush", "Diesel", "Lagoon", "Meadow",
        "Punch", "Sunrise", "Canyon", "Cake", "Runner", "Cloud", "Drift", "Glacier", "Harvest",
        "Jam", "Lantern", "Nebula", "Parade", "Quartz", "River", "Spritz", "Temple", "Valley",
        "Whisper", "Zest", "12\" Glass", "Breeze", "Tide",
    ]

    static let firstNames: [String] = [
        "Avery", "Blake", "Casey", "Devon", "Emery", "Finley", "Gray", "Harper", "Indigo",
        "Jordan", "Kai", "Logan", "Morgan", "Noel", "Oakley", "Parker", "Quinn", "Reese",
        "Sage", "Taylor",
    ]

    static let lastNames: [String] = [
        "Sample", "Example", "Placeholder", "Demo", "Specimen", "Fixture", "Mockwell", "Testa",
        "Trial", "Instance", "Pattern", "Proxy",
    ]
}
