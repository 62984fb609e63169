import StatusCodes
import Testing

@Suite struct StatusCodeTests {
    @Test func codesAreGoogles() {
        #expect(StatusCode.allCases.map(\.rawValue) == Array(0...16))
        #expect(StatusCode.internalError.name == "INTERNAL")
        #expect(StatusCode.unauthenticated.rawValue == 16)
        #expect(Set(StatusCode.allCases.map(\.name)).count == 17)
    }

    @Test func numbersThatNobodyKnowsAreUnknown() {
        #expect(StatusCode(wire: 5) == .notFound)
        for value in [-1, 17, .max, .min] as [Int32] {
            #expect(StatusCode(wire: value) == .unknown)
        }
    }

    @Test func aStatusShowsItsCodeAndItsSentence() {
        #expect("\(Status(.notFound, "no such document"))" == "NOT_FOUND: no such document")
        #expect(Status.invalid("x").code == .invalidArgument)
    }
}
