extension String {
    /// The text as one line that may stand in a reason: shortened, with white space and controls made spaces.
    var quotable: String {
        let longestShown = 120
        var line = ""
        for scalar in unicodeScalars.prefix(longestShown) {
            let isPlain = scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
            line.unicodeScalars.append(isPlain && !scalar.properties.isWhitespace ? scalar : " ")
        }
        return unicodeScalars.count > longestShown ? line + "…" : line
    }

    /// The text without ASCII white space around it.
    var trimmingSpace: String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        var bytes = Array(utf8.drop(while: isSpace))
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
