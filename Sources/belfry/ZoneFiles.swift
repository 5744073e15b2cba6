import Configuration
import Diagnostics
import Time

/// The time zones of the system: files by the names of their places.
struct ZoneFiles {
    /// As tzset(3) does, `TZDIR` names another folder.
    private let folder: String

    init(environment: [String: String]) { folder = environment["TZDIR"] ?? "/usr/share/zoneinfo" }

    func zone(_ name: String) -> Result<TimeZone, SecretError> {
        guard ZoneFiles.isName(name), Files.status(folder + "/" + name)?.isRegular == true else {
            return .failure(unknown(name))
        }
        do {
            if let zone = TimeZone(name: name, file: try Files.read(folder + "/" + name)) { return .success(zone) }
            return .failure(SecretError("'\(folder)/\(name)' is not a time zone"))
        } catch {
            return .failure(SecretError("the time zone can't be read: \(error)"))
        }
    }

    private func unknown(_ name: String) -> SecretError {
        guard Files.isDirectory(folder) else {
            let notes = ["'\(folder)' is not there: install the package tzdata"]
            return SecretError("the time zone '\(name)' can't be found", notes: notes)
        }
        var notes = ["a place of the tz database: 'Europe/Paris', or 'UTC'"]
        if let near = nearestName(to: name, among: names(under: "", depth: 3)) {
            notes.insert("did you mean '\(near)'?", at: 0)
        }
        return SecretError("unknown time zone '\(name)'", notes: notes)
    }

    /// The places have capital letters; beside them lie tables and the same again with leap seconds.
    private func names(under path: String, depth: Int) -> [String] {
        guard depth > 0, let names = try? Files.names(in: folder + "/" + path) else { return [] }
        return names.filter { $0.first?.isUppercase == true && !$0.contains(".") }.flatMap { name in
            let place = path.isEmpty ? name : path + "/" + name
            return Files.isDirectory(folder + "/" + place) ? self.names(under: place, depth: depth - 1) : [place]
        }
    }

    /// Nothing that leads out of the folder.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != "."
                && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-_".contains($0)) }
        }
    }
}
