import JSON

/// Finds ids and names that several integrations share.
struct Namesakes {
    private var ids: Set<String> = []
    /// Name → the id that has it first.
    private var names: [String: String] = [:]

    /// Reports an id that is no id, or taken.
    mutating func checkID(_ id: String, _ problems: inout Problems) {
        if !IntegrationID.isValid(id) {
            let notes = ["an id is '\(IntegrationID.pattern)', for example '\(IntegrationID.slug(id)).json'"]
            problems.fileError("the file's name '\(id)' can't be an id", notes: notes)
        } else if !ids.insert(id).inserted {
            problems.fileError("another integration has the id '\(id)'")
        }
    }

    /// Warns of a name that another integration has.
    mutating func checkName(_ name: JSON?, _ id: String, _ problems: inout Problems) {
        guard let name, let text = name.string else { return }
        if let other = names[text] {
            let notes = ["reports and headers show the name: the two can't be told apart by it"]
            problems.warn("the integration '\(other)' has the same name", at: name.offset, notes: notes)
        } else {
            names[text] = id
        }
    }
}
