import Foundation
package import Time

/// The system's time zones.
package enum ZoneFiles {
    package static let folder = "/usr/share/zoneinfo"

    package static var arePresent: Bool { FileManager.default.fileExists(atPath: folder + "/Europe/Paris") }

    package static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    package static func zone(_ name: String) throws -> Time.TimeZone {
        guard let zone = Time.TimeZone(name: name, file: try bytes(name)) else { throw Unreadable(name: name) }
        return zone
    }

    private struct Unreadable: Error {
        let name: String
    }

    /// Every place that the system's list names.
    package static var names: [String] {
        let table = (try? String(contentsOfFile: folder + "/tzdata.zi", encoding: .utf8)) ?? ""
        return table.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let kind = words.first, kind == "Z" || kind == "L" else { return nil }
            return String(kind == "Z" ? words[1] : words[2])
        }
    }
}
