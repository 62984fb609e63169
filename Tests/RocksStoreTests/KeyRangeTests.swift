import Testing

@testable import RocksStore

@Suite struct KeyRangeTests {
    @Test(
        arguments: [
            ([1, 2], [1, 3]), ([1, 0xFF], [2]), ([0xFF, 0xFF], nil), ([], nil), ([0], [1]),
        ] as [([UInt8], [UInt8]?)])
    func successorIsTheFirstKeyBehindThePrefix(prefix: [UInt8], successor: [UInt8]?) {
        #expect(KeyRange.successor(ofPrefix: prefix) == successor)
    }
}
