extension Command {
    static let schema = Command(
        name: "schema",
        summary: "JSON Schemas of the files, for editors",
        details: ["Prints a JSON Schema (draft 2020-12) with which editors complete and check what you write."],
        operand: .init("FILE", choices: ["integration", "settings", "event"]),
        exitCodes: [],
        examples: [.init("belfry schema integration > integration.schema.json", "for your editor's settings")],
        perform: { context in
            throw CommandError(.configuration, "'schema' is not part of this build")
        }
    )

    static let check = Command(
        name: "check",
        summary: "check everything that was configured, all problems at once",
        details: [],
        flags: [.json],
        exitCodes: [.permission, .configuration],
        examples: [.init("belfry check", "before the next run finds it")],
        perform: { context in
            try context.home.mustExist()
            return .success
        }
    )

    static let list = Command(
        name: "list",
        summary: "the integrations and how they are",
        details: [],
        operand: .init("ID", isRequired: false),
        flags: [.json],
        exitCodes: [.notFound, .permission, .configuration],
        examples: [.init("belfry list --json", "Northflank's response objects")],
        perform: { context in
            try context.home.mustExist()
            return .success
        }
    )
}
