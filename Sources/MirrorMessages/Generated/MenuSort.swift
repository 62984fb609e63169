// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import ProtobufWire

public enum MenuSort: Int32, WireEnum, CaseIterable {
    /// By relevance where there is a text, else by name.
    case `default` = 0
    case name = 1
    case priceAsc = 2
    case priceDesc = 3
    /// The largest saving first.
    case saving = 4
    case stock = 5

    /// The name in the .proto file.
    public var protoName: String {
        switch self {
        case .`default`: "MENU_SORT_DEFAULT"
        case .name: "MENU_SORT_NAME"
        case .priceAsc: "MENU_SORT_PRICE_ASC"
        case .priceDesc: "MENU_SORT_PRICE_DESC"
        case .saving: "MENU_SORT_SAVING"
        case .stock: "MENU_SORT_STOCK"
        }
    }
}
