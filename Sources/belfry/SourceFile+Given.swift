import Diagnostics

extension SourceFile {
    /// A file that was named on the command line; `-` is standard input.
    ///
    /// - Throws: when it cannot be read, with the code for unusable input data, or for permissions.
    init(given name: String) throws(CommandError) {
        do throws(FileError) {
            if name == "-" {
                self.init(name: "standard input", bytes: try Descriptor.standardInput().readAll())
            } else {
                self.init(name: name, bytes: try Files.read(name))
            }
        } catch {
            throw CommandError(error.isDenied ? .permission : .data, "\(error)")
        }
    }
}
