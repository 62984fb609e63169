import JSON

/// The locations and their areas (Protocol/alleaves.md, Locations and Batches and areas).
enum LocationData {
    static func locations(_ generator: InventoryGenerator) -> JSONValue {
        .array((0..<generator.locations).map { location(generator, $0) })
    }

    private static func location(_ generator: InventoryGenerator, _ index: Int) -> JSONValue {
        let id = generator.idLocation(index)
        var value = JSONValue.fields([
            "id_location": .integer(id), "location": .string("Sample Store \(index + 1)"),
            "reference": .string("sample-store-\(index + 1)"),
            "license": .string("OCM-RETL-00-\(String(id))"), "legal_name": .string("Sample LLC"),
            "address": .string("\(index + 1) Main Street"), "city": .string("Syracuse"),
            "state": .string("NY"), "postal_code": .string("13202"), "country": .string("US"),
            "phone": .null, "timezone": .string("America/New_York"), "active": .bool(true),
            "retail": .bool(true), "pickup": .bool(true), "delivery": .bool(false),
            "curbside": .null, "kiosk": .null, "drive_through": .bool(false),
            "local_tax_percentage": .number("0.13"), "is_adult_use": .bool(true),
            "is_medical_use": .bool(false), "is_metrc": .bool(true), "is_biotrack": .bool(false),
        ])
        value["metrc_system_api_key"] = .string("SECRET-METRC-SYSTEM-KEY-\(id)")
        value["metrc_user_api_key"] = .string("SECRET-METRC-USER-KEY-\(id)")
        value["biotrack_password"] = .string("SECRET-BIOTRACK-\(id)")
        value["payment_terminal_secret"] = .string("SECRET-TERMINAL-\(id)")
        value["tax_group_list"] = .array([
            .fields(["id_tax_group": .integer(1), "name": .string("Adult use")])
        ])
        value["pos_configuration_list"] = .array([configuration])
        value["safe_list"] = .array([])
        value["areas"] = .array(StockArea.allCases.map { area($0, id, withChildren: true) })
        value["id_state"] = .integer(33)
        value["full_state_name"] = .string("New York")
        value["date_created"] = .string("2024-12-01T15:00:00.000Z")
        value["date_updated"] = .string("2026-10-02T09:30:00.250Z")
        return value
    }

    private static let configuration = JSONValue.fields([
        "id_pos_configuration": .integer(1), "age_limit_adult_use": .integer(21),
        "age_limit_medical_use": .integer(18), "round_total": .bool(false),
        "round_tax": .bool(true), "allow_returns": .bool(true), "require_pin": .bool(true),
        "terminal_token": .string("SECRET-POS-TOKEN"),
    ])

    private static func area(_ area: StockArea, _ location: Int, withChildren: Bool) -> JSONValue {
        var value = JSONValue.fields([
            "id_area": .integer(area.rawValue), "id_location": .integer(location),
            "id_parent": .null, "name": .string("\(AreaText.title(area))"),
            "path": .string("\(AreaText.title(area))"), "deleted": .bool(false),
        ])
        if withChildren {
            value["returnable"] = .bool(area == .retail)
            value["children"] = .array([])
        } else {
            value["id_status"] = .integer(1)
            value["priority"] = area == .retail ? .integer(1) : .null
        }
        return value
    }

    static func areas(
        _ generator: InventoryGenerator, _ locations: Range<Int>, _ shape: SimulatorShapes.Areas
    ) -> JSONValue {
        let ids = locations.map { generator.idLocation($0) }
        switch shape {
        case .flat:
            return .array(
                ids.flatMap { id in StockArea.allCases.map { area($0, id, withChildren: false) } })
        case .wrapped:
            return .array(
                ids.map { id in
                    .fields(["id_location": .integer(id), "area_list": .array(areaList)])
                })
        }
    }

    private static let areaList = StockArea.allCases.map { area in
        JSONValue.fields([
            "id_area": .integer(area.rawValue), "area": .string("\(AreaText.title(area))"),
            "area_type": .string(area == .retail ? "Retail" : "Damaged"),
        ])
    }
}
