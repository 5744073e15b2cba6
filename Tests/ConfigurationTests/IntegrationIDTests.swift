import Configuration
import Testing

@Suite struct IntegrationIDTests {
    @Test(arguments: ["a", "0", "example-notification", "a.b_c-d", String(repeating: "a", count: 63)])
    func lowerCaseSlugsAreIds(_ id: String) {
        #expect(IntegrationID.isValid(id))
    }

    @Test(arguments: [
        "", "A", "-a", ".a", "_a", "a b", "a/b", "../x", "a\r\nX: y", "<b>", "é", String(repeating: "a", count: 64),
    ])
    func `T36: other texts than lower-case slugs are no ids`(_ id: String) {
        #expect(!IntegrationID.isValid(id))
    }

    @Test(arguments: [
        ("Example Notification", "example-notification"), ("A-b 3", "a-b-3"), ("Ops", "ops"), ("a / b", "a-b"),
        ("Zwölf", "zw-lf"), ("...", "integration"), ("", "integration"), ("a\u{10}b", "a-b"),
        (String(repeating: "a ", count: 40), String(repeating: "a-", count: 31) + "a"),
    ])
    func aNameSuggestsItsId(name: String, id: String) {
        #expect(IntegrationID.slug(name) == id)
        #expect(IntegrationID.isValid(IntegrationID.slug(name)))
    }

    @Test func aTakenIdGetsANumber() {
        #expect(IntegrationID.slug("Ops", taken: ["ops"]) == "ops-2")
        #expect(IntegrationID.slug("Ops", taken: ["ops", "ops-2", "ops-3"]) == "ops-4")
        let long = String(repeating: "a", count: 63)
        let next = IntegrationID.slug(long, taken: [long])
        #expect(next == String(repeating: "a", count: 61) + "-2")
    }
}
