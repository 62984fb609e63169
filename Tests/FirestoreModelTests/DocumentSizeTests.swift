import Testing

@testable import FirestoreModel

@Suite struct DocumentSizeTests {
    @Test func theExampleOfTheDocumentation() throws {
        let path = try ResourcePath("users/jeff/tasks/my_task_id")
        let fields: Fields = [
            "type": "Personal", "done": false, "priority": 1,
            "description": "Learn Cloud Firestore",
        ]
        #expect(DocumentSize.name(path) == 44)
        #expect(DocumentSize.fields(fields) == 71)
        #expect(DocumentSize.bytes(path: path, fields: fields) == 147)
    }

    static let sizes: [(Value, Int)] = [
        (.null, 1), (true, 1), (1, 8), (1.5, 8), (.timestamp(Timestamp()), 8), ("é", 3),
        (.bytes([1, 2]), 2), (.geoPoint(latitude: 0, longitude: 0), 16), ([1, true], 9),
        (.vector([1, 2, 3]), 24), (["ab": 1], 11), ([:], 0),
        (.reference("projects/p/databases/d/documents/c/__id1__"), 26),
    ]

    @Test(arguments: sizes)
    func valuesHaveTheirSize(value: Value, size: Int) {
        #expect(DocumentSize.value(value) == size)
    }
}
