import Ordering
import ProtobufWire

/// Top-level merge of encoded fields.
public enum FieldsMerge {
    /// `old` with every field of `new` set, and those named in `keys` that `new` lacks removed.
    ///
    /// REQUIRES: the keys of both maps are in order, as in all stored fields; so are those of the
    /// result. Throws for bytes that are not MapValue entries.
    public static func mergeTopLevel(
        old: [UInt8], new: [UInt8], replacing keys: FieldKeySet
    ) throws(WireError) -> [UInt8] {
        if old.isEmpty {
            try requireEntries(new)
            return new
        }
        var merged: [UInt8] = []
        merged.reserveCapacity(old.count + new.count)
        try withFields(old) { oldReader throws(WireError) in
            try withFields(new) { newReader throws(WireError) in
                var kept = try oldReader.next()
                var taken = try newReader.next()
                while kept != nil || taken != nil {
                    let order = Self.order(kept, taken)
                    if order < 0, let first = kept {
                        if !keys.contains(first.key) { merged.append(contentsOf: old[first.range]) }
                    } else if let first = taken {
                        merged.append(contentsOf: new[first.range])
                    }
                    if order <= 0 { kept = try oldReader.next() }
                    if order >= 0 { taken = try newReader.next() }
                }
            }
        }
        return merged
    }

    /// Which entry comes first: negative for `left`, zero for the same key.
    private static func order(_ left: FieldsReader.Entry?, _ right: FieldsReader.Entry?) -> Int {
        guard let left else { return 1 }
        guard let right else { return -1 }
        return ByteOrder.compare(left.key, right.key)
    }

    private static func requireEntries(_ bytes: [UInt8]) throws(WireError) {
        try withFields(bytes) { reader throws(WireError) in
            while try reader.next() != nil {}
        }
    }
}
