/// The folders that producers and Belfry share.
package struct Spool: ~Copyable, Sendable {
    package let tmp: Folder
    package let new: Folder
    package let corrupt: Folder

    /// Opens the spool, making what is missing.
    package init(_ path: String) throws(SystemError) {
        let spool = try Folder(path)
        let tmp = try Folder(making: "tmp", in: spool)
        let new = try Folder(making: "new", in: spool)
        let corrupt = try Folder(making: "corrupt", in: spool)
        self.tmp = tmp
        self.new = new
        self.corrupt = corrupt
    }

    /// Dot-files, `*.tmp`, `*.part` and every other ending are left alone: somebody is still writing them.
    package static func isEventFile(_ name: FileName) -> Bool {
        !name.isHidden && (name.hasSuffix(".json") || name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl"))
    }

    /// How many event files wait, counted up to `limit`.
    package func waiting(limit: Int = .max) throws(SystemError) -> Int {
        try new.names(limit: limit, where: Spool.isEventFile).count
    }
}
