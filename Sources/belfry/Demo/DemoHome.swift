import Glibc
import SwiftOverlayShims

/// A home of its own in the folder for temporary files, removed with its owner.
struct DemoHome: ~Copyable {
    let home: Home
    private let isKept: Bool

    /// Makes the home as `belfry init` does, for this user only.
    init(environment: [String: String], isKept: Bool, telling terminal: Terminal) throws(CommandError) {
        let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        let made: Home
        do throws(FileError) {
            made = Home(.flag, folder: try DemoHome.makeFolder(parent + "/belfry-demo-XXXXXX"))
            try made.make(telling: terminal)
        } catch {
            throw CommandError(.cannotCreate, "\(error)")
        }
        home = made
        self.isKept = isKept
    }

    deinit { if !isKept { removeAll(home.configuration) } }

    /// mkdtemp(3).
    private static func makeFolder(_ template: String) throws(FileError) -> String {
        var path = Array(template.utf8CString)
        guard unsafe mkdtemp(&path) != nil else { throw FileError("mkdtemp", template) }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Removes a folder and everything in it, links unfollowed, as far as it goes.
private func removeAll(_ path: String) {
    if unsafe unlink(path) == 0 { return }
    if let stream = unsafe opendir(path) {
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { removeAll(path + "/" + name) }
        }
        unsafe closedir(stream)
    }
    unsafe rmdir(path)
}
