import Time

/// What a look at a spool file says before a byte of it is read.
enum Inspection: ~Copyable {
    case take(Descriptor, FileStatus)
    /// Somebody took it away since the folder was listed.
    case gone
    /// It may be whole by the next run.
    case leave(_ why: String)
    case refuse(_ why: String)

    /// A file with a second name, or an empty one, may be in the middle of being delivered for so long.
    private static let grace = Duration.seconds(60)

    init(of name: FileName, in folder: borrowing Folder, _ limits: IntakeLimits, at now: Timestamp) throws(SystemError)
    {
        let before: FileStatus
        do throws(SystemError) {
            before = try folder.status(of: name)
        } catch {
            guard error.isMissing else { throw error }
            self = .gone
            return
        }
        if let why = Inspection.fault(of: before, limits) {
            self = .refuse(why)
        } else if let why = Inspection.wait(for: before, at: now) {
            self = .leave(why)
        } else {
            self = try Inspection.open(name, in: folder, as: before)
        }
    }

    /// Why it is never taken.
    private static func fault(of status: FileStatus, _ limits: IntakeLimits) -> String? {
        if status.isLink { return "it is a symbolic link, and those are not followed" }
        guard status.isRegular else {
            return "it is \(status.isFolder ? "a folder" : "a pipe, socket or device"), not a file"
        }
        guard status.size > limits.fileBytes else { return nil }
        return "\(status.size) bytes are too many, the limit is \(limits.fileBytes)"
    }

    /// Why it is not taken yet.
    private static func wait(for status: FileStatus, at now: Timestamp) -> String? {
        let age = now - Timestamp(milliseconds: status.changed / 1_000_000)
        guard age < grace else { return nil }
        if status.size == 0 { return "it is empty and new" }
        return status.links > 1 ? "it has a second name and is new" : nil
    }

    private static func open(
        _ name: FileName,
        in folder: borrowing Folder,
        as before: FileStatus
    ) throws(SystemError) -> Inspection {
        let file: Descriptor
        do throws(SystemError) {
            file = try folder.open(name)
        } catch {
            guard error.isPermission || error.isMissing || error.isNoFile else { throw error }
            return .leave(error.description)
        }
        if file.hasWriter() { return .leave("a process still writes it") }
        let status = try file.status()
        guard status.isRegular, status.inode == before.inode else {
            return .leave("it was exchanged while it was opened")
        }
        return .take(file, status)
    }
}
