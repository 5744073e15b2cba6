/// What could not be read of the spool and still lies in `spool/corrupt`.
package struct RefusedFiles: Sendable, Equatable {
    /// Files, and parts of files.
    package let files: Int
    /// The path of the reasons that were written last.
    package let newestReasons: String?

    package init(files: Int, newestReasons: String? = nil) {
        self.files = files
        self.newestReasons = newestReasons
    }

    package var what: String { "\(count(files, "file")) in spool/corrupt could not be read" }

    /// What to tell, when the run at hand has added so many.
    func trouble(fresh: Int) -> Trouble {
        let what =
            fresh == 0
            ? what : (fresh == 1 ? "1 file or line" : "\(fresh) files or lines") + " of the spool could not be read"
        return Trouble(
            what: what,
            details: ["why stands in spool/corrupt/*.reason.txt; mend them and move them back, or remove them"],
            command: newestReasons.map { "cat '\($0.replacing("'", with: #"'\''"#))'" }
        )
    }
}
