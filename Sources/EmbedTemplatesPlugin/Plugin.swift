import Foundation
import PackagePlugin

/// Makes the files of `templates/` part of the target: a change of one file compiles one generated file anew.
@main
struct EmbedTemplatesPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let templates = context.package.directoryURL.appending(path: "templates")
        let names = try templateNames(in: templates)
        let output = context.pluginWorkDirectoryURL.appending(path: "ShippedTemplates.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(names.count) templates",
                executable: try context.tool(named: "EmbedTemplates").url,
                arguments: [output.path, templates.path] + names,
                inputFiles: names.map { templates.appending(path: $0) },
                outputFiles: [output]
            )
        ]
    }

    /// Paths inside the folder, sorted so that the generated text depends on nothing else; dot-files are left out.
    private func templateNames(in folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".mustache") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted()
    }
}
