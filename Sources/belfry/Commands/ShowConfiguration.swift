import Configuration
import Diagnostics
import JSON
import Providers

extension Command {
    static let config = Command(
        name: "config",
        summary: "the settings that are in force, and where each comes from",
        details: [
            "Without an ID it shows the settings of the home, with one what holds for that integration: its own keys, the "
                + "defaults of belfry.json, and the program's. Secrets are never shown, only where they stand."
        ],
        operand: .init("ID", isRequired: false, words: [.integrations]),
        flags: [.json],
        exitCodes: [.notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry config", "the settings of the home"),
            .init("belfry config ops", "why does 'ops' wait an hour?"),
        ],
        perform: { context in
            let setup = try context.setup()
            let settings = ConfigurationText(try? SourceFile.read(context.home.settings))
            let rows: [EffectiveValue]
            if let id = context.typed.operand {
                let integration = try setup.integration(id)
                let own = ConfigurationText(try SourceFile.read(integration.file))
                rows = integration.effectiveValues.map { $0.located(in: own, defaults: settings) }
            } else {
                rows = (setup.settings.effectiveValues + settings.writtenValues).map {
                    $0.located(in: settings, defaults: nil)
                }
            }
            try context.printDocument(
                aligned(rows.map { [$0.key, $0.value, $0.origin] }),
                .object(rows.map { JSON.Member($0.key, $0.json) })
            )
            return .success
        }
    )
}

extension SourceFile {
    fileprivate static func read(_ path: String) throws(FileError) -> SourceFile {
        SourceFile(name: path, bytes: try Files.read(path))
    }
}
