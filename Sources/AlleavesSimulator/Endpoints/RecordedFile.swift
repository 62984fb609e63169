import Foundation
import JSON

/// Reads recorded responses of a POS.
enum RecordedFile {
    /// The elements of an array, bare or in a member `data` or `items`.
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
