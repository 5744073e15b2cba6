import Glibc
import SwiftOverlayShims

/// A system call on a path that failed.
struct FileError: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32

    init(_ call: String, _ path: String) {
        self.call = call
        self.path = path
        code = errno
    }

    var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    var isDenied: Bool { code == EACCES || code == EPERM }
    var alreadyExists: Bool { code == EEXIST }
    /// The reader of a pipe is gone.
    var isBrokenPipe: Bool { code == EPIPE }

    /// The system's words: `No such file or directory`.
    var reason: String { unsafe String(cString: strerror(code)) }

    var description: String { "\(path): \(call): \(reason)" }
}

/// What `stat` tells of a file.
struct FileStatus {
    let mode: mode_t
    let modifiedMilliseconds: Int64
    let owner: uid_t
    let group: gid_t
    let size: UInt64

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isRegular: Bool { mode & S_IFMT == S_IFREG }
    var isReadableByGroup: Bool { mode & S_IRGRP != 0 }
    var isReadableByOthers: Bool { mode & S_IROTH != 0 }
    var isWritableByOthers: Bool { mode & S_IWOTH != 0 }
    var isWritableByGroup: Bool { mode & S_IWGRP != 0 }
}

/// The few calls on files that commands make themselves; what a run owns goes through Storage.
enum Files {
    /// Configuration and event files are small; what is larger is a mistake, or hostile.
    static let maximumBytes = 64 << 20

    /// stat(2), `nil` when there is no such file or it cannot be looked at.
    static func status(_ path: String) -> FileStatus? {
        var info = stat()
        guard unsafe stat(path, &info) == 0 else { return nil }
        let milliseconds = Int64(info.st_mtim.tv_sec) * 1000 + Int64(info.st_mtim.tv_nsec) / 1_000_000
        return FileStatus(
            mode: info.st_mode,
            modifiedMilliseconds: milliseconds,
            owner: info.st_uid,
            group: info.st_gid,
            size: UInt64(max(0, info.st_size))
        )
    }

    static func isDirectory(_ path: String) -> Bool { status(path)?.isDirectory ?? false }

    /// Whether we may run what is there.
    static func isProgram(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 && !isDirectory(path) }

    /// Reads a whole file.
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = try Descriptor(open: path, flags: O_RDONLY)
        return try file.readAll()
    }

    /// The names in a folder, sorted by their bytes, without dot-files.
    static func names(in folder: String) throws(FileError) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw FileError("opendir", folder) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// mkdir(2) with exactly this mode; `false` when the folder was there already.
    static func makeDirectory(_ path: String, mode: mode_t) throws(FileError) -> Bool {
        if unsafe mkdir(path, mode) == 0 {
            guard unsafe chmod(path, mode) == 0 else { throw FileError("chmod", path) }
            return true
        }
        guard errno == EEXIST, isDirectory(path) else { throw FileError("mkdir", path) }
        return false
    }

    /// Writes a file that does not exist yet, synced; `false` when it was there already.
    static func create(_ path: String, mode: mode_t, _ text: String) throws(FileError) -> Bool {
        do throws(FileError) {
            let file = try Descriptor(open: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try file.write(Array(text.utf8))
            try file.synchronize()
            return true
        } catch {
            guard error.alreadyExists else { throw error }
            return false
        }
    }

    /// Puts a file in its place whole: written beside it part by part, synced and renamed.
    static func replace(_ path: String, mode: mode_t, _ body: ((String) throws -> Void) throws -> Void) throws {
        let aside = path + ".tmp"
        remove(aside)
        do {
            let file = try Descriptor(open: aside, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try body { try file.write(Array($0.utf8)) }
            try file.synchronize()
            try rename(aside, to: path)
        } catch {
            remove(aside)
            throw error
        }
    }

    /// rename(2).
    static func rename(_ old: String, to new: String) throws(FileError) {
        guard unsafe Glibc.rename(old, new) == 0 else { throw FileError("rename", new) }
    }

    /// chmod(2).
    static func setMode(_ mode: mode_t, of path: String) throws(FileError) {
        guard unsafe chmod(path, mode & 0o7777) == 0 else { throw FileError("chmod", path) }
    }

    /// Bytes that are free for this user; `nil` when that can't be told.
    static func room(at path: String) -> UInt64? {
        var info = statvfs()
        guard unsafe statvfs(path, &info) == 0 else { return nil }
        return UInt64(info.f_bavail) * UInt64(info.f_frsize)
    }

    /// write(2) until all is written.
    static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let wrote = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if wrote < 0, errno != EINTR { throw FileError("write", path) }
            rest = rest.dropFirst(max(0, wrote))
        }
    }

    /// sync(2): everything, everywhere; on Linux it waits until it is done.
    static func synchronizeEverything() { sync() }

    /// unlink(2), the folder synced: it does not come back after a power cut.
    static func delete(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 else { throw FileError("unlink", path) }
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try Descriptor(open: folder.isEmpty ? "/" : folder, flags: O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// unlink(2), best effort: for what a failed command leaves.
    static func remove(_ path: String) { unsafe unlink(path) }
}

/// An open file that is closed when it goes out of scope.
struct Descriptor: ~Copyable {
    let number: Int32
    let path: String

    /// open(2) with `O_CLOEXEC` and `O_NOCTTY`; a new file gets exactly this mode, whatever the umask.
    init(open path: String, flags: Int32, mode: mode_t = 0) throws(FileError) {
        let opened = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, mode)
        guard opened >= 0 else { throw FileError("open", path) }
        number = opened
        self.path = path
        if flags & O_CREAT != 0 { fchmod(opened, mode) }
    }

    /// A second descriptor of an open file.
    private init(duplicating other: Int32, path: String) throws(FileError) {
        let duplicate = dup(other)
        guard duplicate >= 0 else { throw FileError("dup", path) }
        number = duplicate
        self.path = path
    }

    static func standardInput() throws(FileError) -> Descriptor {
        try Descriptor(duplicating: STDIN_FILENO, path: "standard input")
    }

    deinit { close(number) }

    /// read(2) until the end; refuses what is larger than `Files.maximumBytes`.
    func readAll() throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try readPart() {
            bytes += part
            guard bytes.count <= Files.maximumBytes else {
                errno = EFBIG
                throw FileError("read", path)
            }
        }
        return bytes
    }

    /// read(2): the next bytes, `nil` at the end.
    func readPart() throws(FileError) -> [UInt8]? {
        let size = 1 << 16
        var failure: FileError?
        let part = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var got = unsafe Glibc.read(number, buffer.baseAddress, size)
            while got < 0, errno == EINTR { got = unsafe Glibc.read(number, buffer.baseAddress, size) }
            if got < 0 { failure = FileError("read", path) }
            count = max(0, got)
        }
        if let failure { throw failure }
        return part.isEmpty ? nil : part
    }

    /// write(2) until all is written.
    func write(_ bytes: [UInt8]) throws(FileError) { try Files.write(bytes, to: number, path) }

    /// fsync(2): from here on the content survives a power cut.
    func synchronize() throws(FileError) {
        guard fsync(number) == 0 else { throw FileError("fsync", path) }
    }
}
