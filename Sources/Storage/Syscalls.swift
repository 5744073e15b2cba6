import CLinux
import Glibc

/// Repeats a call that a signal interrupted, and turns -1 into an error.
private func checked<Result: SignedInteger>(
    _ call: String,
    _ path: String,
    _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        guard result == -1 else { return result }
        let code = errno
        guard code == EINTR else { throw SystemError(call, path, code: code) }
    }
}

/// An open file or folder, closed with its owner.
package struct Descriptor: ~Copyable, Sendable {
    let raw: Int32
    /// For messages only.
    let path: String

    /// openat(2): opens a file relative to a folder's descriptor.
    init(at folder: Int32, _ name: FileName, _ flags: Int32, mode: mode_t = 0o600, path: String) throws(SystemError) {
        let descriptor: Int32 = try checked("open", path) {
            unsafe name.withCString { unsafe openat(folder, $0, flags | O_CLOEXEC, mode) }
        }
        raw = descriptor
        self.path = path
    }

    deinit { close(raw) }

    /// read(2): reads from a file descriptor; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try checked("read", path) { unsafe Glibc.read(raw, buffer.baseAddress, buffer.count) }
    }

    /// pread(2): reads at an offset, until `count` bytes or the end.
    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got: Int = try checked("read", path) {
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    unsafe pread(
                        raw,
                        buffer.baseAddress?.advanced(by: filled),
                        count - filled,
                        off_t(offset) + off_t(filled)
                    )
                }
            }
            guard got > 0 else { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// write(2): writes all of it, however often the system takes a part only.
    func write(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try checked("write", path) {
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe Glibc.write(raw, buffer.baseAddress?.advanced(by: written), bytes.count - written)
                }
            }
        }
    }

    /// fsync(2): synchronizes a file, or a folder's names, with storage; never repeated after a failure.
    func sync() throws(SystemError) {
        _ = try checked("fsync", path) { fsync(raw) }
    }

    /// fdatasync(2): as fsync, without what is not needed to read the data again.
    func syncData() throws(SystemError) {
        _ = try checked("fdatasync", path) { fdatasync(raw) }
    }

    /// lseek(2): moves the read position.
    func seek(to offset: UInt64) throws(SystemError) {
        _ = try checked("lseek", path) { lseek(raw, off_t(offset), SEEK_SET) }
    }

    /// ftruncate(2): cuts a file.
    func cut(to size: UInt64) throws(SystemError) {
        _ = try checked("ftruncate", path) { ftruncate(raw, off_t(size)) }
        try seek(to: size)
    }

    /// pwrite(2): writes zeros up to an offset; the place of the next write stays.
    func writeZeros(from start: UInt64, to end: UInt64) throws(SystemError) {
        let piece = [UInt8](repeating: 0, count: Int(min(1 << 18, end - start)))
        var offset = start
        while offset < end {
            offset += UInt64(
                try checked("write", path) {
                    unsafe piece.withUnsafeBytes { zeros in
                        unsafe pwrite(
                            raw,
                            zeros.baseAddress,
                            Int(min(UInt64(zeros.count), end - offset)),
                            off_t(offset)
                        )
                    }
                }
            )
        }
    }

    /// futimens(2): an event without a time of its own has its file's.
    func setTimes(like status: FileStatus) throws(SystemError) {
        let time = timespec(
            tv_sec: Int(status.modified / 1_000_000_000),
            tv_nsec: Int(status.modified % 1_000_000_000)
        )
        let times = [time, time]
        _ = try checked("futimens", path) {
            unsafe times.withUnsafeBufferPointer { unsafe futimens(raw, $0.baseAddress) }
        }
    }

    /// fstat(2): what kind of file it is and when it changed.
    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try checked("fstat", path) { unsafe fstat(raw, &status) }
        return FileStatus(status)
    }

    /// flock(2): takes the lock that goes with this descriptor, alone or with others who share it; false when somebody
    /// else stands in the way.
    func lock(isShared: Bool = false, waiting: Bool) throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try checked("flock", path) { flock(raw, (isShared ? LOCK_SH : LOCK_EX) | (waiting ? 0 : LOCK_NB)) }
            return true
        } catch {
            guard error.code == EWOULDBLOCK else { throw error }
            return false
        }
    }

    /// fcntl(2) F_SETLEASE: whether a living process holds the file open for writing.
    ///
    /// Leases need the file's owner or CAP_LEASE and a file system that has them; where they cannot be had, nobody is
    /// known to write.
    func hasWriter() -> Bool {
        let setLease: Int32 = 1024
        guard fcntl(raw, setLease, F_RDLCK) == -1 else {
            _ = fcntl(raw, setLease, F_UNLCK)
            return false
        }
        return errno == EAGAIN
    }
}

/// The parts of `struct stat` that Belfry looks at.
package struct FileStatus: Sendable, Equatable {
    package let isRegular: Bool
    package let isFolder: Bool
    package let isLink: Bool
    package let inode: UInt64
    package let size: UInt64
    package let links: Int
    package let mode: UInt32
    package let owner: UInt32
    /// Nanoseconds since 1970.
    package let modified: Int64
    package let changed: Int64

    init(_ status: stat) {
        let kind = status.st_mode & S_IFMT
        isRegular = kind == S_IFREG
        isFolder = kind == S_IFDIR
        isLink = kind == S_IFLNK
        inode = UInt64(status.st_ino)
        size = UInt64(max(0, status.st_size))
        links = Int(status.st_nlink)
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }
}

/// getrandom(2): bytes from the system's generator.
package func randomBytes(_ count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
        filled += try checked("getrandom", "random bytes") {
            unsafe bytes.withUnsafeMutableBytes {
                unsafe getrandom($0.baseAddress?.advanced(by: filled), count - filled, 0)
            }
        }
    }
    return bytes
}

/// unlinkat(2), linkat(2), renameat2(2), mkdirat(2), fstatat(2): names within folders.
enum Names {
    static func unlink(_ name: FileName, in folder: Int32, path: String) throws(SystemError) {
        _ = try checked("unlink", path) { unsafe name.withCString { unsafe unlinkat(folder, $0, 0) } }
    }

    static func link(_ name: FileName, in folder: Int32, from other: Int32, path: String) throws(SystemError) {
        _ = try checked("link", path) { unsafe name.withCString { unsafe linkat(other, $0, folder, $0, 0) } }
    }

    /// With `replacing` false an existing target is an error (EEXIST).
    static func rename(
        _ name: FileName,
        in folder: Int32,
        to newName: FileName,
        in newFolder: Int32,
        replacing: Bool,
        path: String
    ) throws(SystemError) {
        _ = try checked("rename", path) {
            unsafe name.withCString { old in
                unsafe newName.withCString { new in
                    unsafe replacing
                        ? renameat(folder, old, newFolder, new) : belfry_rename_new(folder, old, newFolder, new)
                }
            }
        }
    }

    /// Whether it was made; false when it was there.
    static func makeFolder(_ name: FileName, in folder: Int32, mode: mode_t, path: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try checked("mkdir", path) { unsafe name.withCString { unsafe mkdirat(folder, $0, mode) } }
            return true
        } catch {
            guard error.isExisting else { throw error }
            return false
        }
    }

    /// Of the name itself: links are not followed.
    static func status(_ name: FileName, in folder: Int32, path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try checked("stat", path) {
            unsafe name.withCString { unsafe fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(status)
    }
}
