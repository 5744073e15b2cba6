import JSON
package import Reports
package import Storage

extension State {
    private static let lastReconcileName: FileName = "last-reconcile.json"

    /// What the last account left of itself; `nil` when there was none, it was of another log, or it cannot be read.
    package static func lastReconcile(in folder: borrowing Folder, of log: borrowing EventLog) -> LastReconcile? {
        guard let bytes = try? folder.read(lastReconcileName, limit: 16 << 20),
            let last = (try? JSON.read(bytes)).flatMap(LastReconcile.init), last.log == log.identity.id,
            last.through < log.nextSequence
        else { return nil }
        return last
    }

    /// Needs no lock: a file that is written anew whole, and of which the last one stays.
    package static func remember(_ reconcile: LastReconcile, in folder: borrowing Folder) throws(SystemError) {
        try folder.refresh(lastReconcileName, with: reconcile.json.compact + [UInt8(ascii: "\n")])
    }
}
