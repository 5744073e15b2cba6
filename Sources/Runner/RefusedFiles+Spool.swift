package import Reports
import Storage

extension RefusedFiles {
    /// Looks into the `corrupt` folder of a spool; `nil` where there is none, or where we may not.
    package init?(in spool: String) {
        let path = spool + "/corrupt"
        guard let (files, newest) = try? Spool.refused(in: Folder(path)) else { return nil }
        self.init(files: files, newestReasons: newest.map { path + "/" + $0.text })
    }
}
