import Foundation

/// Test vectors as text: comments begin with `#`, a vector is some lines in a row.
enum Vectors {
    /// The vectors of a file, each as its lines.
    static func read(_ name: String) -> [[String]] {
        let path = Bundle.module.path(forResource: "Vectors/" + name, ofType: "txt") ?? name
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.components(separatedBy: "\n\n").compactMap { block in
            let lines = block.components(separatedBy: "\n").filter { !$0.hasPrefix("#") }
            return lines.allSatisfy(\.isEmpty) ? nil : lines
        }
    }

    static func bytes(_ digits: some StringProtocol) -> [UInt8] {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    static func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
}
