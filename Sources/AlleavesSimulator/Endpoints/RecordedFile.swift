import Foundation
import JSON

/// Reads answers recorded from a POS.
enum RecordedFile {
    /// The rows of an array, also of one wrapped as `data` or `items`.
    static func rows(_ path: String) throws(SimulatorError) -> [JSONValue] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .file(path: path, reason: "cannot be read")
        }
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONParser.parse([UInt8](data), .lenient)
        } catch {
            throw .file(path: path, reason: error.description)
        }
        guard let rows = (value["data"] ?? value["items"] ?? value).array else {
            throw .file(path: path, reason: "no array of rows")
        }
        return rows
    }
}
