import JSON
import PointOfSale
import TextForms

extension JSONValue {
    /// A positive whole number; 0 means absent.
    var identifierReading: FieldReading<Int64> {
        switch integerReading {
        case .read(0): .absent
        case .read(let id) where id > 0: .read(id)
        case .absent: .absent
        case .read, .unreadable: .unreadable
        }
    }

    /// The id of an object that the POS numbers, as text: the form in which ids leave this module.
    var idText: String? { identifier.map { String($0) } }

    /// A calendar date in one of the forms of ``CalendarDate``.
    var dateReading: FieldReading<CalendarDate> {
        textReading.map { CalendarDate(reading: $0.utf8) }
    }

    /// A measurement in 1/1,000; zero and less mean absent.
    var measureReading: FieldReading<Int64> {
        switch quantityReading {
        case .read(let value): value > 0 ? .read(value) : .absent
        case .absent: .absent
        case .unreadable: .unreadable
        }
    }
}

extension RecordReader {
    /// The id of an object that the POS numbers, as text.
    mutating func identifier(_ keys: String...) -> String? {
        read(keys) { $0.identifierReading }.map { String($0) }
    }

    mutating func date(_ keys: String...) -> CalendarDate? { read(keys) { $0.dateReading } }
    mutating func measure(_ keys: String...) -> Int64? { read(keys) { $0.measureReading } }

    /// A short text, truncated: a label or a tag.
    mutating func label(_ keys: String...) -> String? {
        read(keys) { value in
            value.textReading.map { text in
                String(text.prefix(utf8: POSLimits.labelBytesMax)).nonBlankOfControls
            }
        }
    }
}
