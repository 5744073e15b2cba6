import Diagnostics
import Glibc

/// `spool/corrupt`: what could not be read, whole or in parts, each with the reasons beside it.
struct Quarantine {
    /// So many entries are kept; more are left in the spool, and the report says so: nothing is deleted.
    static let mostEntries = 10_000

    private var entries: Int?

    mutating func hasRoom(in spool: borrowing Spool) throws(SystemError) -> Bool {
        let count: Int
        if let entries { count = entries } else { count = try spool.corrupt.names(limit: Quarantine.mostEntries).count }
        entries = count
        return count < Quarantine.mostEntries
    }

    /// Moves a whole file aside, whatever it is: links, pipes, folders and oversized files are moved unread.
    ///
    /// What cannot be moved stays as it is, without its reasons.
    mutating func take(_ name: FileName, problems: Flaws, from spool: borrowing Spool) throws(SystemError) {
        try take(name, of: spool.new, problems: problems, in: spool)
    }

    fileprivate mutating func take(
        _ name: FileName,
        of folder: borrowing Folder,
        problems: Flaws,
        in spool: borrowing Spool
    ) throws(SystemError) {
        let target = try freeName(for: name, in: spool)
        try writeReasons(problems, for: target, in: spool)
        do throws(SystemError) {
            try folder.rename(name, to: target, in: spool.corrupt, replacing: false)
        } catch {
            try spool.corrupt.unlink(Quarantine.reasons(for: target))
            throw error
        }
        try spool.corrupt.sync()
        entries = (entries ?? 0) + 2
    }

    /// Copies bad parts of a file aside; its good events are taken in from the original.
    ///
    /// The reasons come first and the copy gets its name when it is whole: a crash leaves no part without its reasons.
    mutating func copy(
        _ parts: [Range<UInt64>],
        of name: FileName,
        problems: Flaws,
        from spool: borrowing Spool
    ) throws(SystemError) {
        let original = try spool.new.open(name)
        let status = try original.status()
        let target = try freeName(for: name, in: spool)
        try writeReasons(problems, for: target, in: spool)
        let aside = FileName("." + target.text + ".tmp")
        do throws(SystemError) { try spool.corrupt.unlink(aside) } catch { guard error.isMissing else { throw error } }
        let copy = try spool.corrupt.create(aside, mode: 0o640)
        for part in parts {
            var offset = part.lowerBound
            let end = min(status.size, part.upperBound)
            while offset < end {
                let piece = try original.read(at: offset, count: Int(min(1 << 20, end - offset)))
                guard !piece.isEmpty else { break }
                try copy.write(piece)
                offset += UInt64(piece.count)
            }
            try copy.write([UInt8(ascii: "\n")])
        }
        try copy.sync()
        try spool.corrupt.rename(aside, to: target, in: spool.corrupt, replacing: false)
        try spool.corrupt.sync()
        entries = (entries ?? 0) + 2
    }

    private func writeReasons(
        _ problems: Flaws,
        for name: FileName,
        in spool: borrowing Spool
    ) throws(SystemError) {
        let words = problems.told.map(\.description) + (problems.rest.map { [$0] } ?? [])
        var text = words.joined(separator: "\n") + "\n"
        text += "\nTo take it in again: mend it, then move it back into spool/new.\n"
        try spool.corrupt.replace(Quarantine.reasons(for: name), with: Array(text.utf8), mode: 0o640)
    }

    fileprivate static func reasons(for name: FileName) -> FileName { FileName("\(name.text)\(reasonsEnding)") }
    fileprivate static let reasonsEnding: StaticString = ".reason.txt"

    /// The name itself where it is free, else with a number; cut so that the reasons' name fits beside it.
    private func freeName(for name: FileName, in spool: borrowing Spool) throws(SystemError) -> FileName {
        /// NAME_MAX less the room for a number and `.reason.txt` and the name it is written aside under.
        let longest = 255 - 40
        // Of the text: bytes that are not UTF-8 are three times as long in it.
        let stem =
            name.text.utf8.count <= longest
            ? name.text : String(decoding: name.text.utf8.prefix(longest), as: UTF8.self)
        for number in 0... {
            let candidate = FileName(number == 0 ? stem : "\(stem).\(number)")
            do throws(SystemError) {
                _ = try spool.corrupt.status(of: candidate)
            } catch {
                guard error.isMissing else { throw error }
                return candidate
            }
        }
        preconditionFailure("every name is taken")
    }
}

extension Spool {
    /// Moves a file of `tmp` that its writer never finished to `corrupt`, with the reason beside it.
    package func setAside(unfinished name: FileName) throws(SystemError) {
        var quarantine = Quarantine()
        guard try quarantine.hasRoom(in: self) else { throw SystemError("add to", corrupt.path, code: EDQUOT) }
        let problem = Diagnostic(.error, file: name.text, message: "its writer never finished it")
        try quarantine.take(name, of: tmp, problems: Flaws(problem), in: self)
    }

    /// What could not be read and still lies in a `corrupt` folder: how many files or parts, and the reasons written last.
    package static func refused(in corrupt: borrowing Folder) throws(SystemError) -> (files: Int, newest: FileName?) {
        let names = try corrupt.names { $0.hasSuffix(Quarantine.reasonsEnding) }
        var newest: (name: FileName, modified: Int64)?
        for name in names {
            guard let status = try? corrupt.status(of: name), status.modified >= newest?.modified ?? 0 else { continue }
            newest = (name, status.modified)
        }
        return (names.count, newest?.name)
    }
}
