import Diagnostics

extension Home {
    /// Reads the home's own templates, `templates/PROVIDER/*.mustache`; a home needs none.
    ///
    /// - Returns: The files by their path in the folder of templates: `slack/event.json.mustache`.
    func ownTemplates() throws(FileError) -> [String: SourceFile] {
        var files: [String: SourceFile] = [:]
        for folder in Files.isDirectory(templates) ? try Files.names(in: templates) : []
        where Files.isDirectory("\(templates)/\(folder)") {
            for name in try Files.names(in: "\(templates)/\(folder)") where name.hasSuffix(".mustache") {
                let path = "\(templates)/\(folder)/\(name)"
                files["\(folder)/\(name)"] = SourceFile(name: path, bytes: try Files.read(path))
            }
        }
        return files
    }
}
