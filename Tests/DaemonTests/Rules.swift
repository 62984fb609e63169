/// A discount rule as the POS serves it: `value` and `conditions` are JSON.
func rule(
    _ type: String, _ value: String, _ conditions: String, name: String = "Rule",
    more: String = ""
) -> String {
    #"{"name":"\#(name)","discount_type":"\#(type)","discount_value":\#(value),"active":true,"#
        + #""conditions":{\#(conditions)}\#(more)}"#
}

/// A row of `/inventory/search`; every value is JSON.
struct Row {
    var id = "1"
    var name = "\"Blue Dream\""
    var category = "\"Category > Flower\""
    var price = "35"
    var available = "4"
    var more = ""

    var json: String {
        #"{"id_item":\#(id),"item":\#(name),"brand":"Acme","category":\#(category),"#
            + #""price_otd_adult_use":\#(price),"available":\#(available),"#
            + #""on_hand":\#(available),"status":"open"\#(more)}"#
    }
}

/// An answer of `/inventory/search`.
func inventory(_ rows: [Row]) -> String { "[" + rows.map(\.json).joined(separator: ",") + "]" }
