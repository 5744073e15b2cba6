import Glibc

/// An open folder; everything in it is reached through its descriptor, so nobody can swap it for a link meanwhile.
package struct Folder: ~Copyable, Sendable {
    private let descriptor: Descriptor
    package let path: String

    /// Opens a folder by its path; links in the path are followed, since an administrator may have put them there.
    package init(_ path: String) throws(SystemError) {
        descriptor = try Descriptor(at: AT_FDCWD, FileName(path), O_RDONLY | O_DIRECTORY, path: path)
        self.path = path
    }

    /// Opens a folder in this one; it must not be a link.
    package init(_ name: String, in parent: borrowing Folder) throws(SystemError) {
        path = parent.path + "/" + name
        descriptor = try Descriptor(
            at: parent.descriptor.raw,
            FileName(name),
            O_RDONLY | O_DIRECTORY | O_NOFOLLOW,
            path: path
        )
    }

    /// Opens a folder in this one, made and synced first where it is missing.
    package init(making name: String, in parent: borrowing Folder, mode: UInt32 = 0o700) throws(SystemError) {
        let isNew = try Names.makeFolder(
            FileName(name),
            in: parent.descriptor.raw,
            mode: mode,
            path: parent.path + "/" + name
        )
        if isNew { try parent.sync() }
        try self.init(name, in: parent)
    }

    /// Opens a folder by its path, its last part made where it is missing.
    package init(makingPath path: String, mode: UInt32 = 0o700) throws(SystemError) {
        let parent = try Folder(parentOf: path)
        let name = path.split(separator: "/", omittingEmptySubsequences: true).last ?? "."
        try self.init(making: String(name), in: parent, mode: mode)
    }

    /// Opens the folder in which the last part of a path lies, or is to be.
    package init(parentOf path: String) throws(SystemError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        try self.init((path.hasPrefix("/") ? "/" : "./") + parts.dropLast().joined(separator: "/"))
    }

    package func status() throws(SystemError) -> FileStatus { try descriptor.status() }

    /// The user that it belongs to where that is somebody else: a name, or `#` and a number.
    package func foreignOwner() throws(SystemError) -> String? {
        let owner = try status().owner
        return owner == geteuid() ? nil : Folder.nameOfUser(owner)
    }

    /// The name of a user, or `#` and the number where there is none.
    package static func nameOfUser(_ id: UInt32) -> String {
        guard let entry = unsafe getpwuid(id) else { return "#\(id)" }
        return unsafe String(cString: entry.pointee.pw_name)
    }

    package func sync() throws(SystemError) { try descriptor.sync() }

    /// Takes the lock that goes with this open folder; a lock *file* could be removed under its holder.
    package func lock(waiting: Bool) throws(SystemError) -> Bool { try descriptor.lock(waiting: waiting) }

    /// Keeps what is in it from being removed by `removing`, for as long as this is open.
    func keep() throws(SystemError) { _ = try descriptor.lock(isShared: true, waiting: true) }

    /// Does what removes files that others may be reading; nothing, and false, while somebody else keeps them.
    func removing(_ remove: () throws(SystemError) -> Void) throws(SystemError) -> Bool {
        let isAlone = try descriptor.lock(waiting: false)
        defer { try? keep() }
        if isAlone { try remove() }
        return isAlone
    }

    /// Opens a file for reading; never a link, and never waits for a FIFO's writer.
    package func open(_ name: FileName) throws(SystemError) -> Descriptor {
        try Descriptor(at: descriptor.raw, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, path: pathOf(name))
    }

    /// Creates a file; an error when the name is taken.
    package func create(_ name: FileName, mode: UInt32 = 0o600) throws(SystemError) -> Descriptor {
        try Descriptor(
            at: descriptor.raw,
            name,
            O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: mode,
            path: pathOf(name)
        )
    }

    package func unlink(_ name: FileName) throws(SystemError) {
        try Names.unlink(name, in: descriptor.raw, path: pathOf(name))
    }

    /// Gives a file of another folder of the same file system a second name in this one.
    package func link(_ name: FileName, from other: borrowing Folder) throws(SystemError) {
        try Names.link(name, in: descriptor.raw, from: other.descriptor.raw, path: pathOf(name))
    }

    package func rename(
        _ name: FileName,
        to newName: FileName,
        in other: borrowing Folder,
        replacing: Bool = true
    ) throws(SystemError) {
        try Names.rename(
            name,
            in: descriptor.raw,
            to: newName,
            in: other.descriptor.raw,
            replacing: replacing,
            path: pathOf(name)
        )
    }

    package func status(of name: FileName) throws(SystemError) -> FileStatus {
        try Names.status(name, in: descriptor.raw, path: pathOf(name))
    }

    package func pathOf(_ name: FileName) -> String { path + "/" + name.text }

    /// Writes a whole file aside and renames it into place, all of it synced: it is there entirely or not at all.
    package func replace(_ name: FileName, with bytes: [UInt8], mode: UInt32 = 0o600) throws(SystemError) {
        try writeAside(name, bytes, mode: mode, isSynced: true)
        try sync()
    }

    /// The same for what the next run writes anew: every reader sees a whole file, but a power cut may take it.
    package func refresh(_ name: FileName, with bytes: [UInt8], mode: UInt32 = 0o600) throws(SystemError) {
        try writeAside(name, bytes, mode: mode, isSynced: false)
    }

    private func writeAside(_ name: FileName, _ bytes: [UInt8], mode: UInt32, isSynced: Bool) throws(SystemError) {
        let aside = FileName("." + name.text + ".tmp")
        do throws(SystemError) { try unlink(aside) } catch { guard error.isMissing else { throw error } }
        let file = try create(aside, mode: mode)
        try file.write(bytes)
        if isSynced { try file.sync() }
        try rename(aside, to: name, in: self)
    }

    /// Reads a whole file of at most `limit` bytes.
    package func read(_ name: FileName, limit: Int = 1 << 30) throws(SystemError) -> [UInt8] {
        let file = try open(name)
        let status = try file.status()
        guard status.isRegular else { throw SystemError("read", pathOf(name), code: EINVAL) }
        guard status.size <= UInt64(limit) else { throw SystemError("read", pathOf(name), code: EFBIG) }
        return try file.read(at: 0, count: Int(status.size))
    }

    /// Lists names in the folder's own order, at most `limit`; `.` and `..` are left out.
    package func names(
        limit: Int = .max,
        where isWanted: (FileName) -> Bool = { _ in true }
    ) throws(SystemError)
        -> [FileName]
    {
        let copy = unsafe openat(descriptor.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0 else { throw SystemError("open", path, code: errno) }
        guard let stream = unsafe fdopendir(copy) else { throw SystemError("opendir", path, code: errno) }
        defer { unsafe closedir(stream) }
        var names: [FileName] = []
        while names.count < limit {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw SystemError("readdir", path, code: errno) }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe FileName(cString: $0) }
            }
            if name != "." && name != ".." && isWanted(name) { names.append(name) }
        }
        return names
    }
}
