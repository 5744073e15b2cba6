import JSON

/// A spool file whose events stand in a segment: it is not taken in again when a crash left it in the spool.
struct SpoolSource: Sendable, Hashable {
    let name: FileName
    let inode: UInt64
    let size: UInt64
    /// Nanoseconds since 1970.
    let modified: Int64
    /// Nanoseconds since 1970 of the last change of the file or its name, which nobody can set: the same file dropped
    /// again with its old time (`cp -p`) may get the same inode, and is another file all the same.
    let changed: Int64

    init(name: FileName, status: FileStatus) {
        self.name = name
        inode = status.inode
        size = status.size
        modified = status.modified
        changed = status.changed
    }

    /// A name that is not UTF-8 is told by its bytes too: its text could not be turned back into it.
    var json: JSON {
        var members: [JSON.Member] = [.init("from", .string(name.text))]
        if FileName(name.text) != name {
            members.append(.init("fromBytes", .array(name.rawBytes.map { .number($0) })))
        }
        members += [
            .init("inode", .number(inode)), .init("size", .number(size)), .init("modified", .number(modified)),
            .init("changed", .number(changed)),
        ]
        return .object(members)
    }

    init?(_ json: JSON) {
        guard let name = json["from"]?.string, let inode = json["inode"]?.int, let size = json["size"]?.int,
            let modified = json["modified"]?.int, let changed = json["changed"]?.int, size >= 0
        else { return nil }
        let bytes = json["fromBytes"]?.array?.compactMap { $0.int.flatMap(UInt8.init(exactly:)) }
        self.name = bytes.map { FileName(bytes: $0) } ?? FileName(name)
        self.inode = UInt64(bitPattern: Int64(inode))
        self.size = UInt64(size)
        self.modified = Int64(modified)
        self.changed = Int64(changed)
    }
}
