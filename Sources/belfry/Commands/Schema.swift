import Configuration
import JSON

extension Command {
    static let schema = Command(
        name: "schema",
        summary: "JSON Schemas of the files, for editors",
        details: [
            "Prints a JSON Schema (draft 2020-12) with which editors complete and check what you write: of an "
                + "integration file, of belfry.json, or of what producers put into the spool."
        ],
        operand: .init("FILE", choices: ["integration", "settings", "event"]),
        examples: [
            .init("belfry schema integration > integration.schema.json", "for your editor"),
            .init("belfry schema event", "what producers may write"),
        ],
        perform: { context in
            let schema =
                switch context.typed.requiredOperand {
                case "integration": ConfigurationSchema.integration
                case "settings": ConfigurationSchema.settings
                default: ConfigurationSchema.event
                }
            try context.printJSON(schema.pretty)
            return .success
        }
    )
}
