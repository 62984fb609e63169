import FirestoreModel
import MirrorMessages
import MirrorTree

extension MirrorCommands {
    static let locationList = Command(
        "location list", summary: "Show all locations, without their credentials",
        examples: ["posmirror location list", "posmirror location list --json | jq '.[].id'"],
        run: { context in
            let locations = DocumentPages(
                client: try context.connect(),
                collection: RootPath.locations, limit: .max)
            var rows: [LocationRow] = []
            _ = try locations.each { rows.append(LocationRow($0)) }
            if context.wantsJSON {
                var array = JSONArrayWriter(context.output)
                for row in rows { array.add(row.json()) }
                array.finish()
            } else if rows.isEmpty {
                context.output.line(
                    "No locations. Add one: posmirror location put ID --org ORG --credentials FILE")
            } else {
                context.output.table(locationTable(rows))
            }
            return .ok
        })

    private static func locationTable(_ rows: [LocationRow]) -> TextTable {
        var table = TextTable([
            .left("LOCATION"), .left("ORG"), .left("TIME ZONE"), .left("PROVIDER"),
            .left("STATUS"), .flexible("ACCOUNT"), .left("UPDATED"),
        ])
        for row in rows {
            table.add(
                .init(row.id, .strong), .init(row.orgID), .init(row.timeZone),
                .init(row.text("provider")),
                .init(row.text("status"), row.text("status") == "active" ? .good : .warning),
                .init(row.account), .init(InstantText.text(row.updated)))
        }
        return table
    }
}
