import JSON

/// What is read and written again is the same, in both of the forms that are written.
func fuzzJSON(_ input: [UInt8]) {
    for dialect in [JSONDialect.strict, .configuration] {
        guard let value = try? JSON.read(input, dialect: dialect) else { continue }
        for text in [value.compact, Array(value.pretty.utf8)] {
            expect((try? JSON.read(text)) == value, "what was written is not what was read")
        }
    }
}
