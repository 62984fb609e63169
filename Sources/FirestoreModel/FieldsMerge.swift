import ProtobufWire

/// Top-level merging of stored fields, on their bytes.
public enum FieldsMerge {
    /// A write with a mask of top-level fields: every key of `keys` takes its value from `new`,
    /// or disappears where `new` lacks it; all other fields stay as `old` has them.
    ///
    /// Both maps must have their keys in order, as everything stored has; so has the result.
    /// Throws for bytes that are not MapValue entries.
    public static func mergeTopLevel(
        old: [UInt8], new: [UInt8], replacing keys: some Sequence<String>
    ) throws(WireError) -> [UInt8] {
        let replaced = KeySet(keys)
        var merged: [UInt8] = []
        merged.reserveCapacity(old.count + new.count)
        try withFields(old) { oldReader throws(WireError) in
            try withFields(new) { newReader throws(WireError) in
                var kept = try oldReader.next(in: replaced, false)
                var taken = try newReader.next(in: replaced, true)
                while kept != nil || taken != nil {
                    if let first = kept, !(taken?.precedes(first) ?? false) {
                        merged.append(contentsOf: old[first.range])
                        kept = try oldReader.next(in: replaced, false)
                    } else if let first = taken {
                        merged.append(contentsOf: new[first.range])
                        taken = try newReader.next(in: replaced, true)
                    }
                }
            }
        }
        return merged
    }

    /// Keys by their bytes, looked up without copying the key asked for.
    fileprivate struct KeySet {
        private let keys: [[UInt8]]

        init(_ keys: some Sequence<String>) {
            self.keys = keys.map { Array($0.utf8) }.sorted { ByteOrder.compare($0, $1) < 0 }
        }

        func contains(_ key: UnsafeRawBufferPointer) -> Bool {
            var (low, high) = (0, keys.count)
            while low < high {
                let middle = (low + high) / 2
                let order = keys[middle].withUnsafeBytes { ByteOrder.compare($0, key) }
                if order == 0 { return true }
                if order < 0 { low = middle + 1 } else { high = middle }
            }
            return false
        }
    }
}

extension FieldsReader.Entry {
    fileprivate func precedes(_ other: FieldsReader.Entry) -> Bool {
        ByteOrder.compare(key, other.key) < 0
    }
}

extension FieldsReader {
    /// The next entry whose key is, or is not, in `keys`.
    fileprivate mutating func next(
        in keys: FieldsMerge.KeySet, _ wanted: Bool
    ) throws(WireError) -> Entry? {
        while let entry = try next() {
            if keys.contains(entry.key) == wanted { return entry }
        }
        return nil
    }
}
