/// A queue whose elements are released when they are removed. Removal moves no other element.
struct FifoQueue<Element> {
    private var slots: [Element?] = []
    private var head = 0

    var count: Int { slots.count - head }
    var isEmpty: Bool { head == slots.count }
    var first: Element? { isEmpty ? nil : slots[head] }

    mutating func append(_ element: Element) {
        slots.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < slots.count else { return nil }
        let element = slots[head]
        assert(element != nil, "an element is taken once")
        slots[head] = nil
        head += 1
        if head == slots.count {
            slots.removeAll(keepingCapacity: slots.count <= 64)
            head = 0
        } else if head >= 64, head * 2 >= slots.count {
            slots.removeFirst(head)
            head = 0
            assert(!slots.isEmpty && slots[0] != nil, "only taken ones are let go")
        }
        return element
    }

    mutating func removeAll() {
        slots = []
        head = 0
    }
}
