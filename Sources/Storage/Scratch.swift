import Glibc

/// A copy of spool and state to try things on; removed with its owner, and nothing in the original is touched.
///
/// Segments are immutable and only get a second name where the file system allows it; spool files are copied.
package struct Scratch: ~Copyable {
    package let path: String
    package var spool: String { path + "/spool" }
    package var state: String { path + "/state" }

    package init(spool: String, state: String, in temporary: String) throws(SystemError) {
        let id = try randomBytes(8).map { String($0, radix: 36) }.joined()
        let path = temporary + "/belfry-" + id
        do throws(SystemError) {
            try Scratch.fill(path, spool: spool, state: state)
        } catch {
            Scratch.remove(path)
            throw error
        }
        self.path = path
    }

    deinit { Scratch.remove(path) }

    private static func fill(_ path: String, spool: String, state: String) throws(SystemError) {
        let root = try Folder(makingPath: path)
        try copySpool(spool, into: root)
        let copy = try Folder(making: "state", in: root)
        for name in ["events", "ledger"] {
            try copySegments(of: state + "/" + name, to: Folder(making: name, in: copy))
        }
    }

    private static func copySpool(_ path: String, into root: borrowing Folder) throws(SystemError) {
        let copy = try Folder(making: "new", in: Folder(making: "spool", in: root))
        guard let new = try opened(path + "/new") else { return }
        for name in try new.names(where: Spool.isEventFile) where try new.status(of: name).isRegular {
            try copyFile(name, from: new, to: copy)
        }
    }

    private static func copySegments(of path: String, to copy: borrowing Folder) throws(SystemError) {
        guard let original = try opened(path) else { return }
        for name in try original.names(where: { !$0.isHidden && !$0.hasSuffix(".tmp") }) {
            do throws(SystemError) {
                try copy.link(name, from: original)
            } catch {
                try copyFile(name, from: original, to: copy)
            }
        }
    }

    private static func opened(_ path: String) throws(SystemError) -> Folder? {
        do throws(SystemError) {
            return try Folder(path)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    private static func copyFile(_ name: FileName, from: borrowing Folder, to: borrowing Folder) throws(SystemError) {
        let original = try from.open(name)
        let copy = try to.create(name)
        var offset: UInt64 = 0
        while true {
            let piece = try original.read(at: offset, count: 1 << 20)
            guard !piece.isEmpty else { break }
            try copy.write(piece)
            offset += UInt64(piece.count)
        }
        try copy.setTimes(like: original.status())
    }

    /// Removes what this type made: folders of files, three deep.
    private static func remove(_ path: String) {
        guard let folder = try? Folder(path), let names = try? folder.names() else { return }
        for name in names {
            if (try? folder.status(of: name).isFolder) == true {
                remove(path + "/" + name.text)
            } else {
                try? folder.unlink(name)
            }
        }
        unsafe rmdir(path)
    }
}
