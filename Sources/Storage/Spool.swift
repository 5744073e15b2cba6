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

    /// Every other name is left alone: somebody may still be writing it.
    package static func isEventFile(_ name: FileName) -> Bool {
        !name.isHidden && (name.hasSuffix(".json") || name.hasSuffix(".ndjson") || name.hasSuffix(".jsonl"))
    }

    /// What is no event file and, unlike dot-files, `*.tmp` and `*.part`, is not called as something unfinished is.
    static func isStranger(_ name: FileName) -> Bool {
        !isEventFile(name) && !name.isHidden && !name.hasSuffix(".tmp") && !name.hasSuffix(".part")
    }

    /// How many event files wait, counted up to `limit`.
    package func waiting(limit: Int = .max) throws(SystemError) -> Int {
        try new.names(limit: limit, where: Spool.isEventFile).count
    }
}
