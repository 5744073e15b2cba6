import Foundation

/// Where the package lies, without a slash at its end.
package let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// Compares a text with the file that holds the expected one; `nil` when they are equal.
///
/// `RECORD=1 swift test` writes the file instead: review it as a diff.
///
/// - Parameters:
///   - actual: What the code made.
///   - file: A path below the package root.
/// - Returns: The first line that differs, for the failure's comment.
package func difference(of actual: String, fromGolden file: String) -> String? {
    let url = URL(fileURLWithPath: "\(packageRoot)/\(file)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        guard (try? Data(actual.utf8).write(to: url)) != nil else { return "\(file): cannot be written" }
        return nil
    }
    guard let data = try? Data(contentsOf: url) else { return "\(file): missing; RECORD=1 writes it" }
    let expected = String(decoding: data, as: UTF8.self)
    guard expected != actual else { return nil }
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let found = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(wanted, found).prefix { $0 == $1 }.count
    return "\(file):\(line + 1): expected '\(wanted[safe: line])', found '\(found[safe: line])'"
}

extension Array where Element == Substring {
    fileprivate subscript(safe index: Int) -> Substring { index < count ? self[index] : "<end>" }
}
