package import Diagnostics
import Events
package import JSON
package import Providers
import Time

/// The whole configuration, checked: nothing in it is unresolved.
package struct Setup: Sendable {
    package var settings: Settings
    /// In the order of their ids.
    package var integrations: [Integration]

    package init(settings: Settings = Settings(), integrations: [Integration] = []) {
        self.settings = settings
        self.integrations = integrations
    }
}

/// Reads configuration files, all of them, whatever is wrong with some.
package enum Configuration {
    package struct Reading: Sendable {
        /// `nil` as soon as there is one error anywhere: nothing may run on half a configuration.
        package let setup: Setup?
        /// Errors and warnings, the settings' first, then those of the integrations by id.
        package let problems: [Diagnostic]
    }

    /// An integration that has no file of its own yet.
    package struct Draft: Sendable {
        package let id: String
        /// Where it was read, and where its mistakes stand.
        package let source: SourceFile
        /// What was read, changed maybe: the values keep their places.
        package let body: JSON

        package init(id: String, source: SourceFile, body: JSON) {
            self.id = id
            self.source = source
            self.body = body
        }
    }

    /// Turns the files' bytes into a setup, or into everything that is wrong with them.
    ///
    /// An integration's id is the stem of its file's name; `draft` is read with the files. `secrets` is asked once for each
    /// secret that is kept elsewhere, `files` for each file that is named and read by others, `zones` for each time zone but
    /// UTC.
    package static func read(
        settings file: SourceFile?,
        integrations files: [SourceFile],
        adding draft: Draft? = nil,
        secrets: @escaping SecretResolver,
        files locate: FileLocator = { .success($0) },
        zones find: @escaping ZoneResolver = { .failure(SecretError("there is no time zone '\($0)'")) }
    ) -> Reading {
        var known: [String: Result<TimeZone, SecretError>] = [:]
        let zones: ZoneResolver = { name in
            let zone = known[name] ?? find(name)
            known[name] = zone
            return zone
        }
        var (settings, problems) = read(file, secrets, locate, zones)
        var ordered = files.map { (id: stem(of: $0.name), file: $0, body: JSON?.none) }.sorted {
            ($0.id, $0.file.name) < ($1.id, $1.file.name)
        }
        if let draft { ordered.append((draft.id, draft.source, draft.body)) }
        var integrations: [Integration] = []
        var namesakes = Namesakes()
        for (id, file, body) in ordered {
            let parsed = body.map { .success($0) } ?? parse(file)
            let problemsOfFile = Problems(file: file) { confidentialLines(file, try? parsed.get()) }
            var reader = IntegrationReader(settings, secrets, zones, problemsOfFile)
            switch parsed {
            case .failure(let error): reader.problems.error(error.message, at: error.offset)
            case .success(let json):
                namesakes.checkName(json["name"], id, &reader.problems)
                let read = reader.read(json, id: id)
                for further in read.dropFirst() { namesakes.checkID(further.id, &reader.problems) }
                integrations += read
            }
            namesakes.checkID(id, &reader.problems)
            problems += reader.problems.diagnostics
        }
        integrations.sort { $0.id < $1.id }
        integrations = notified(
            integrations,
            settings,
            file,
            isWhole: !problems.contains { $0.severity == .error },
            &problems
        )
        let isSound = !problems.contains { $0.severity == .error }
        return Reading(setup: isSound ? Setup(settings: settings, integrations: integrations) : nil, problems: problems)
    }

    private static func read(
        _ file: SourceFile?,
        _ secrets: SecretResolver,
        _ locate: FileLocator,
        _ zones: ZoneResolver
    ) -> (Settings, [Diagnostic]) {
        guard let file else { return (Settings(), []) }
        var problems = Problems(file: file) { confidentialLines(file, try? parse(file).get()) }
        switch parse(file) {
        case .failure(let error): problems.error(error.message, at: error.offset)
        case .success(let json):
            guard let object = ObjectReader(json, SettingsKeys.table, &problems) else { break }
            let settings = Settings(object, secrets, locate, zones, &problems)
            return (settings, problems.diagnostics)
        }
        // Which groups there are can't be said: what follows from that is not the integrations' fault.
        var lenient = Settings()
        lenient.allowUnknownEvents = true
        lenient.allowHTTP = true
        return (lenient, problems.diagnostics)
    }

    /// Whom a broken configuration would tell can't be said: names are checked once everything else is right.
    private static func notified(
        _ integrations: [Integration],
        _ settings: Settings,
        _ file: SourceFile?,
        isWhole: Bool,
        _ diagnostics: inout [Diagnostic]
    ) -> [Integration] {
        guard isWhole, let file else { return integrations }
        var problems = Problems(file: file) { confidentialLines(file, try? parse(file).get()) }
        let told = settings.notice.applied(to: integrations, &problems)
        diagnostics += problems.diagnostics
        return told
    }

    private static func parse(_ file: SourceFile) -> Result<JSON, JSONError> {
        Result { () throws(JSONError) in try JSON.read(file.bytes, dialect: .configuration) }
    }

    private static func stem(of name: String) -> String {
        let file = name.split(separator: "/").last ?? ""
        return String(file.hasSuffix(".json") ? file.dropLast(5) : file)
    }
}
