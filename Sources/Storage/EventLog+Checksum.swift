extension EventLog {
    /// Names of segments that are not what was written: the checksum in their last line is another, or the line is gone.
    ///
    /// It reads the whole log: for whoever doubts a disk or a copy, not for a run.
    package func changedSegments() throws(SystemError) -> [String] {
        var changed: [String] = []
        for number in segments where try !isAsWritten(number) { changed.append(SegmentName.segment(number).text) }
        return changed
    }

    private func isAsWritten(_ number: UInt32) throws(SystemError) -> Bool {
        guard let end = try EventLog.end(of: number, in: folder) else { return false }
        let file = try folder.open(SegmentName.segment(number))
        let covered = try lastLine(of: number, from: end.eventBytes)
        var checksum = Checksum()
        var offset: UInt64 = 0
        while offset < covered {
            let piece = try file.read(at: offset, count: Int(min(1 << 20, covered - offset)))
            guard !piece.isEmpty else { return false }
            checksum.add(piece.span)
            offset += UInt64(piece.count)
        }
        return checksum.text == end.checksum
    }

    /// Where the last line begins, which the checksum does not cover.
    private func lastLine(of number: UInt32, from start: UInt64) throws(SystemError) -> UInt64 {
        var lines = try LineReader(try folder.open(SegmentName.segment(number)), from: start)
        var last = start
        while let line = try lines.next() { last = line.offset }
        return last
    }
}
