import Foundation
import Testing

/// Compares with a file in `Golden/`; `RECORD=1` in the environment rewrites the file instead.
func expectGolden(_ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    guard ProcessInfo.processInfo.environment["RECORD"] == nil else {
        return try Data(text.utf8).write(to: file)
    }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), sourceLocation: sourceLocation)
}
