import Glibc

/// Where things are measured: the program, a folder for homes, and how much of everything.
struct Lab {
    let options: Options
    /// The release build of `belfry` that lies beside this program.
    let belfry: String
    let folder: String

    init(_ options: Options) throws {
        self.options = options
        belfry = try Lab.beside("belfry")
        var template = Array(
            ((options.folder ?? Lab.variable("TMPDIR") ?? "/var/tmp") + "/belfry-bench-XXXXXX").utf8CString
        )
        guard mkdtemp(&template) != nil else { throw Trouble("mkdtemp") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func close() {
        guard !options.keepsHomes else { return complain("kept: \(folder)") }
        try? Disk.remove(folder)
    }

    /// So many of a thing, scaled.
    func scaled(_ count: Int) -> Int { max(1, Int(Double(count) * options.scale)) }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func beside(_ name: String) throws -> String {
        guard let path = realpath("/proc/self/exe", nil) else { throw Trouble("realpath") }
        defer { free(path) }
        let own = String(cString: path)
        let found = own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex) + "/" + name
        guard access(String(found), X_OK) == 0 else {
            throw UsageError("'\(found)' is not there: swift build -c release --product belfry")
        }
        return String(found)
    }
}

/// A system call that failed.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    init(_ call: String, code: Int32 = errno) { description = "\(call): \(String(cString: strerror(code)))" }
    init(what: String) { description = what }
}

/// Seconds that something took.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let duration = try ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

extension [Double] {
    /// Of an even number the lower one.
    var median: Double { sorted()[(count - 1) / 2] }
}
