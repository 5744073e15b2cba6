import Foundation
import PackagePlugin

/// Makes the files of `templates/` part of the target.
@main
struct EmbedTemplatesPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let templates = context.package.directoryURL.appending(path: "templates")
        let output = context.pluginWorkDirectoryURL.appending(path: "ShippedTemplates.swift")
        // The folders are inputs too: a file that is added changes its folder, but does not bring this plugin to run.
        let contents = try FileManager.default.subpathsOfDirectory(atPath: templates.path).sorted()
        return [
            .buildCommand(
                displayName: "Embedding templates",
                executable: try context.tool(named: "EmbedTemplates").url,
                arguments: [output.path, templates.path],
                inputFiles: [templates] + contents.map { templates.appending(path: $0) },
                outputFiles: [output]
            )
        ]
    }
}
