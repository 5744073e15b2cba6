import Configuration
import Diagnostics
import Glibc
import JSON
import Providers

/// A home's configuration as it was read: the setup, or everything that is wrong with it.
struct HomeConfiguration {
    /// `nil` when there is an error anywhere.
    let setup: Setup?
    /// Errors and warnings, in the order in which they should be read.
    let problems: [Diagnostic]
    /// A secret stands in a file that every user can read.
    let hasExposedSecret: Bool

    /// What a command that needs the setup leaves with when there is none.
    var exitCode: ExitCode { hasExposedSecret ? .permission : .configuration }

    /// Reads `belfry.json` and `integrations/*.json`, and the secrets that they name.
    ///
    /// `draft` is an integration that is not written yet and is checked with all others, `gone` the file of one that is to
    /// be removed; `kept` are secrets that are not written yet, by the paths that they will have.
    init(
        _ home: Home,
        environment: [String: String],
        adding draft: Configuration.Draft? = nil,
        without gone: String? = nil,
        keeping kept: [String: String] = [:]
    ) throws {
        try home.mustExist()
        let settings = try HomeConfiguration.read(home.settings)
        let integrations = try HomeConfiguration.integrationFiles(home).filter { $0.name != gone }
        var hasExposedSecret = false
        let reading = Configuration.read(
            settings: settings,
            integrations: integrations,
            adding: draft,
            secrets: { source in
                if case .file(let path) = source, let secret = kept[path] { return .success(secret) }
                let (secret, isExposed) = home.secret(source, environment: environment)
                hasExposedSecret = hasExposedSecret || isExposed
                return secret
            },
            files: home.locate,
            zones: ZoneFiles(environment: environment).zone
        )
        setup = reading.setup
        let files = [settings].compactMap { $0 } + integrations
        problems = reading.problems + files.compactMap(HomeConfiguration.exposure)
        self.hasExposedSecret = hasExposedSecret
    }

    private static func integrationFiles(_ home: Home) throws -> [SourceFile] {
        let names: [String]
        do throws(FileError) {
            names = try Files.names(in: home.integrations)
        } catch {
            guard error.isMissing else { throw error }
            names = []
        }
        return try names.filter { $0.hasSuffix(".json") }.compactMap { try read(home.integrations + "/" + $0) }
    }

    /// `nil` when the file is not there: all of them are optional.
    private static func read(_ path: String) throws -> SourceFile? {
        do throws(FileError) {
            return SourceFile(name: path, bytes: try Files.read(path))
        } catch {
            if error.isMissing { return nil }
            guard error.isDenied, let opening = Files.opening(path) else { throw error }
            throw CommandError(.permission, "\(error)", notes: ["let the group of its folder read it: \(opening)"])
        }
    }

    /// For a chat service the address is the password.
    private static func holdsChatAddress(_ json: JSON) -> Bool {
        let urls = json["urls"]?.array ?? []
        let provider = json["type"]?.string.flatMap { ProviderType(rawValue: $0) } ?? .rawWebhook
        return (holdsText(json["webhook"]) && provider != .rawWebhook)
            || urls.contains { $0["format"] == "slack" && holdsText($0["url"]) }
    }

    private static func holdsText(_ secrets: JSON?) -> Bool {
        guard let secrets else { return false }
        return (secrets.array ?? [secrets]).contains { $0.string != nil }
    }

    /// Warns of a file that every user can read although a secret stands in it.
    private static func exposure(_ file: SourceFile) -> Diagnostic? {
        guard Files.status(file.name)?.isReadableByOthers == true,
            let json = try? JSON.read(file.bytes, dialect: .configuration),
            holdsText(json["secret"]) || holdsText(json["signing"]?["secret"]) || holdsText(json["mail"]?["password"])
                || holdsChatAddress(json) || json["proxy"]?.string?.contains("@") == true
        else { return nil }
        return Diagnostic(
            .warning,
            file: file.name,
            message: "every user can read this file, and a secret stands in it",
            notes: ["make it private with: \(Files.closing(file.name))"]
        )
    }
}

extension Home {
    /// Fetches a secret from where it is kept; `isExposed` when every user could.
    fileprivate func secret(
        _ source: SecretSource,
        environment: [String: String]
    ) -> (Result<String, SecretError>, isExposed: Bool) {
        switch source {
        case .environment(let name):
            guard let value = environment[name] else {
                return (.failure(SecretError("the environment variable '\(name)' is not set")), false)
            }
            return (.success(value), false)
        case .credential(let name):
            guard let credentials else {
                let note = "systemd sets it for a unit with LoadCredential=\(name):PATH"
                return (.failure(SecretError("$CREDENTIALS_DIRECTORY is not set", notes: [note])), false)
            }
            return secret(file: credentials + "/" + name)
        case .file(let path): return secret(file: absolute(path))
        }
    }

    /// A path of the configuration, which begins at the home.
    func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : configuration + "/" + path }

    fileprivate func locate(_ path: String) -> Result<String, SecretError> {
        do throws(FileError) {
            let path = absolute(path)
            _ = try Descriptor(open: path, flags: O_RDONLY)
            return .success(path)
        } catch {
            return .failure(SecretError("the file can't be read: \(error)"))
        }
    }

    private func secret(file path: String) -> (Result<String, SecretError>, isExposed: Bool) {
        if Files.status(path)?.isReadableByOthers == true {
            let error = SecretError(
                "every user can read '\(path)'",
                notes: ["make it private with: \(Files.closing(path))"]
            )
            return (.failure(error), true)
        }
        do {
            return (.success(String(decoding: try Files.read(path), as: UTF8.self)), false)
        } catch {
            let opening = error.isDenied ? Files.opening(path) : nil
            let notes = opening.map { ["let the group of its folder read it: \($0)"] } ?? []
            return (.failure(SecretError("the secret can't be read: \(error)", notes: notes)), false)
        }
    }
}

extension Context {
    /// The home's setup; without one everything that is wrong is thrown at once.
    ///
    /// Warnings are for `check`, and for whoever asks for more words: what each run mails is soon read by nobody.
    func setup() throws -> Setup {
        let configuration = try HomeConfiguration(home, environment: environment)
        guard let setup = configuration.setup else {
            throw Problems(code: configuration.exitCode, diagnostics: configuration.problems)
        }
        if terminal.verbosity == .verbose {
            for problem in configuration.problems { terminal.say(problem) }
        }
        return setup
    }
}
