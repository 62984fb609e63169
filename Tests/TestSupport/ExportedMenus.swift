/// Invented products in the formats in which dispensaries export their menus, each with its
/// mapping. Field names and nesting are those of real systems.
public struct ExportedMenu: Sendable {
    public let name: String
    /// csv, json or jsonl.
    public let format: String
    public let text: String
    public let mapping: String

    public static let all = [ecommerce, aggregator, nestedVariants, retail, spreadsheet]

    /// An e-commerce platform: prices by menu type in each variant, potencies with their units.
    public static let ecommerce = ExportedMenu(
        name: "ecommerce", format: "json",
        text: """
            {"data": {"menu": {"productsCount": 3, "products": [
              {"id": "5f1", "posId": "88-1", "name": "Marsh Light", "category": "FLOWER",
               "subcategory": "PREMIUM", "brand": {"id": "b1", "name": "Reed & Sons"},
               "strainType": "SATIVA", "effects": ["ENERGETIC", "HAPPY"],
               "images": [{"url": "https://img.example/marsh.jpg"}], "staffPick": true,
               "potencyThc": {"formatted": "22.5% - 24%", "range": [22.5, 24.0],
                              "unit": "PERCENTAGE"},
               "potencyCbd": {"formatted": "", "range": [], "unit": "PERCENTAGE"},
               "variants": [
                 {"id": "5f1~1/8oz", "option": "1/8oz", "quantity": 9, "priceMed": null,
                  "priceRec": 42, "specialPriceMed": null, "specialPriceRec": 33.6},
                 {"id": "5f1~1oz", "option": "1oz", "quantity": 0, "priceMed": null,
                  "priceRec": 260, "specialPriceMed": null, "specialPriceRec": null}]},
              {"id": "5f2", "posId": "88-2", "name": "Sundew Drops", "category": "TINCTURES",
               "subcategory": "DEFAULT", "brand": {"id": "b2", "name": "Sundew"},
               "strainType": "NOT_APPLICABLE", "effects": [], "images": [],
               "potencyThc": {"formatted": "300mg", "range": [300], "unit": "MILLIGRAMS"},
               "potencyCbd": {"formatted": "15mg", "range": [15], "unit": "MILLIGRAMS"},
               "variants": [
                 {"id": "5f2~N/A", "option": "N/A", "quantity": 4.0, "priceMed": 38,
                  "priceRec": 40, "specialPriceMed": null, "specialPriceRec": null}]},
              {"id": "5f3", "posId": "88-3", "name": "House Card", "category": "NOT_APPLICABLE",
               "subcategory": "DEFAULT", "brand": null, "strainType": null, "effects": null,
               "images": [], "potencyThc": null, "potencyCbd": null,
               "variants": [
                 {"id": "5f3~N/A", "option": "N/A", "quantity": 1, "priceMed": null,
                  "priceRec": 50, "specialPriceMed": null, "specialPriceRec": null}]}
            ]}}}
            """,
        mapping: """
            {"records": "data.menu.products", "total": "data.menu.productsCount",
             "each": {"list": "variants", "as": "variant"},
             "leaveOut": [{"from": "category", "in": ["NOT_APPLICABLE"]}],
             "fields": {
               "id": {"join": ["posId", {"from": "variant.option", "absent": ["N/A"],
                      "default": "each"}], "separator": "-"},
               "name": {"join": ["name", {"from": "variant.option", "absent": ["N/A"]}],
                        "separator": " "},
               "brand": "brand.name",
               "category": {"join": ["category", {"from": "subcategory", "absent": ["DEFAULT"]}],
                            "separator": " > "},
               "strainType": {"from": "strainType", "absent": ["NOT_APPLICABLE"],
                              "words": {"SATIVA": "Sativa", "INDICA": "Indica"},
                              "otherWords": "keep"},
               "effects": "effects", "images": "images[*].url",
               "price": "variant.priceRec", "medicalPrice": "variant.priceMed",
               "salePrice": "variant.specialPriceRec", "stock": "variant.quantity",
               "thcPercent": {"first": ["potencyThc.range[1]", "potencyThc.range[0]"],
                              "unitFrom": "potencyThc.unit"},
               "thcMg": {"from": "potencyThc.range[0]", "unitFrom": "potencyThc.unit"},
               "cbdMg": {"from": "potencyCbd.range[0]", "unitFrom": "potencyCbd.unit"}}}
            """)

    /// A listing service: prices by weight in one object, pages with a total.
    public static let aggregator = ExportedMenu(
        name: "aggregator", format: "json",
        text: """
            {"data": [
              {"id": 700, "type": "menu_item", "attributes": {"name": "Bog Myrtle",
               "parent_category": {"name": "Flower"}, "category_name": "Hybrid",
               "brand_name": "Fenland", "external_id": "x-7", "inventory_quantity": 20,
               "is_published": true, "picture_url": "https://img.example/bog.png",
               "prices": {"price_unit": 0, "price_gram": 11, "price_eighth": 35.5,
                          "price_ounce": null}}},
              {"id": 701, "type": "menu_item", "attributes": {"name": "Quick Lozenge",
               "parent_category": {"name": "Edibles"}, "category_name": "Lozenges",
               "brand_name": null, "external_id": "x-8", "inventory_quantity": 6,
               "is_published": true, "picture_url": "",
               "prices": {"price_unit": 14.25, "price_gram": 0}}},
              {"id": 702, "type": "menu_item", "attributes": {"name": "Draft",
               "parent_category": null, "category_name": "Edibles", "brand_name": null,
               "external_id": "x-9", "inventory_quantity": 6, "is_published": false,
               "picture_url": "", "prices": {"price_unit": 3}}}],
             "meta": {"page": 1, "per_page": 50, "total": 3}}
            """,
        mapping: """
            {"records": "data", "total": "meta.total",
             "each": {"as": "weight", "options": [
               {"value": "attributes.prices.price_unit", "key": "unit"},
               {"value": "attributes.prices.price_gram", "key": "1g", "label": "1 g", "grams": 1},
               {"value": "attributes.prices.price_eighth", "key": "3.5g", "label": "1/8 oz",
                "grams": 3.5},
               {"value": "attributes.prices.price_ounce", "key": "28g", "label": "1 oz",
                "grams": 28}]},
             "leaveOut": [{"from": "attributes.is_published", "in": [false]},
                          {"not": {"from": "weight.value", "above": 0}}],
             "fields": {
               "id": {"join": ["attributes.external_id", "weight.key"], "separator": "~"},
               "name": {"join": ["attributes.name", "weight.label"], "separator": " "},
               "brand": "attributes.brand_name",
               "category": {"join": ["attributes.parent_category.name",
                            "attributes.category_name"], "separator": " > "},
               "price": "weight.value", "weight": {"from": "weight.grams", "unit": "g"},
               "stock": "attributes.inventory_quantity", "images": "attributes.picture_url"}}
            """)

    /// A point of sale with variants, promotional prices and the size of a unit.
    public static let nestedVariants = ExportedMenu(
        name: "nestedVariants", format: "json",
        text: """
            [{"id": 41, "name": "Alder Joint", "category": {"name": "Pre-Rolls"},
              "subcategory": {"name": "Packs"}, "brand": {"name": "Alder"},
              "strain": {"name": "Alder Haze"}, "tags": [{"name": "New"}, {"name": "Local"}],
              "variants": [
               {"id": 9, "sku": "AL-5", "availableQty": 7, "price": 30, "promoPrice": 24,
                "unitSize": {"value": 0.5, "unitAbbr": "G"}, "unitsInPackage": 5,
                "promos": [{"id": 3, "name": "Alder week", "type": "percent", "amount": 20}],
                "labTests": [{"code": "cbd", "value": 0.4}, {"code": "thc", "value": 26.1}]},
               {"id": 10, "sku": null, "availableQty": 3, "price": 8, "promoPrice": null,
                "unitSize": {"value": 1, "unitAbbr": "EA"}, "unitsInPackage": 1, "promos": [],
                "labTests": []}]},
             {"id": 42, "name": "Hidden", "category": {"name": "Pre-Rolls"}, "subcategory": null,
              "brand": null, "strain": null, "tags": [], "variants": []}]
            """,
        mapping: """
            {"each": {"list": "variants", "as": "variant"},
             "fields": {
               "id": {"join": ["id", "variant.id"], "separator": "-"}, "name": "name",
               "brand": "brand.name", "strain": "strain.name", "sku": "variant.sku",
               "category": {"join": ["category.name", "subcategory.name"], "separator": " > "},
               "effects": "tags[*].name",
               "price": "variant.price", "salePrice": "variant.promoPrice",
               "saleName": "variant.promos[0].name", "stock": "variant.availableQty",
               "thcPercent": "variant.labTests[code=thc].value",
               "weight": {"from": "variant.unitSize.value", "times": "variant.unitsInPackage",
                          "unitFrom": "variant.unitSize.unitAbbr"}}}
            """)

    /// A retail system's product list: configurable fields, laboratory results, money in cents.
    public static let retail = ExportedMenu(
        name: "retail", format: "jsonl",
        text: """
            {"product_id": "t-1", "name": "Heron 2:1", "category_type": "EDIBLE", \
            "product_status": "ACTIVE", "product_configurable_fields": {"brand": "Heron", \
            "classification": "HYBRID", "size": "10pk"}, "pricing": {"price_sell": 2150}, \
            "sellable_quantity": 12, "lab_results": [{"result_type": "THC", \
            "amount": {"maximum_value": 100}, "amount_type": {"name": "MG"}}], \
            "expires": "11/30/2026"}
            {"product_id": "t-2", "name": "Old Heron", "category_type": "EDIBLE", \
            "product_status": "DEACTIVATED", "product_configurable_fields": {"brand": "Heron"}, \
            "pricing": {"price_sell": 1000}, "sellable_quantity": 0, "lab_results": []}
            {"product_id": "t-3", "name": "Heron Lamp", "category_type": "MERCH", \
            "product_status": "ACTIVE", "product_configurable_fields": {"brand": "Heron"}, \
            "pricing": {"price_sell": "ask"}, "sellable_quantity": 2, "lab_results": []}
            """,
        mapping: """
            {"leaveOut": {"from": "product_status", "notIn": ["active"]},
             "fields": {
               "id": "product_id", "name": "name", "brand": "product_configurable_fields.brand",
               "category": {"from": "category_type", "words": {"EDIBLE": "Edibles",
                            "MERCH": "Accessories"}},
               "strainType": "product_configurable_fields.classification",
               "price": {"from": "pricing.price_sell", "unit": "cents"},
               "stock": "sellable_quantity",
               "thcMg": {"from": "lab_results[result_type=THC].amount.maximum_value",
                         "unitFrom": "lab_results[result_type=THC].amount_type.name"},
               "expirationDate": {"from": "expires", "date": "MM/DD/YYYY"}}}
            """)

    /// A spreadsheet with a column of stock for each store.
    public static let spreadsheet = ExportedMenu(
        name: "spreadsheet", format: "csv",
        text: """
            Token,Item Name,Variation Name,SKU,Category,Price,Sale Price,Current Quantity Quay,\
            Current Quantity Hill,Tax - Cannabis (13%)\r
            TK1,"Sedge, 3.5g",Regular,SE35,"Flower > Hybrid","$1,045.00",$36.00,12,3,Y\r
            TK2,"The ""Big"" Papers",King,,Accessories,4.5,,,-2,N\r
            TK3,Unpriced,Regular,,Samples,,,1,,N\r

            """,
        mapping: """
            {"leaveOut": {"from": "Price", "present": false},
             "stores": {"Quay": "Current Quantity Quay", "Hill": "Current Quantity Hill"},
             "fields": {
               "id": "Token", "sku": "SKU", "category": "Category", "price": "Price",
               "salePrice": "Sale Price", "isCannabis": "Tax - Cannabis (13%)",
               "name": {"join": ["Item Name", {"from": "Variation Name", "absent": ["Regular"]}],
                        "separator": " - "}}}
            """)
}
