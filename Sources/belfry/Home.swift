/// Where everything is: one folder, or the places that systemd or the file system hierarchy give.
struct Home: Equatable {
    /// Which rule found it, for messages.
    enum Origin: String {
        case flag = "--home"
        case environment = "$BELFRY_HOME"
        case systemd = "systemd's $CONFIGURATION_DIRECTORY and $STATE_DIRECTORY"
        case system = "/etc/belfry"
        case workingDirectory = "the current folder"
    }

    let origin: Origin
    /// Holds `belfry.json`, `integrations/` and `templates/`; secret files are named relative to it.
    let configuration: String
    let spool: String
    let state: String
    let reports: String
    /// Where `{"credential": NAME}` is looked up: systemd's, whatever the layout.
    let credentials: String?

    var settings: String { configuration + "/belfry.json" }
    var integrations: String { configuration + "/integrations" }
    var secrets: String { configuration + "/secrets" }
    var templates: String { configuration + "/templates" }
    var newEvents: String { spool + "/new" }
    var unfinishedEvents: String { spool + "/tmp" }
}

extension Home {
    /// Applies the first rule that fits; nothing is made and nothing but folders looked at.
    ///
    /// - `--home DIR`, then `$BELFRY_HOME`: one folder for everything.
    /// - `$CONFIGURATION_DIRECTORY` and `$STATE_DIRECTORY`, both set by systemd (of a list the first): configuration
    ///   in the one, `state/` and `reports/` in the other.
    /// - `/etc/belfry`, when it is there: the same with `/var/lib/belfry`.
    /// - `./belfry-home`.
    ///
    /// In the two split layouts the spool is `/var/spool/belfry` when that is there, else `spool/` beside the state.
    init(
        flag: String?,
        environment: [String: String],
        isDirectory: (String) -> Bool = Files.isDirectory
    ) {
        func variable(_ name: String) -> String? {
            environment[name]?.split(separator: ":").first.map(String.init)
        }
        let credentials = variable("CREDENTIALS_DIRECTORY")
        let sharedSpool = "/var/spool/belfry"
        if let flag {
            self.init(.flag, folder: flag, credentials)
        } else if let folder = environment["BELFRY_HOME"], !folder.isEmpty {
            self.init(.environment, folder: folder, credentials)
        } else if let configuration = variable("CONFIGURATION_DIRECTORY"), let state = variable("STATE_DIRECTORY") {
            let spool = isDirectory(sharedSpool) ? sharedSpool : state + "/spool"
            self.init(.systemd, configuration: configuration, data: state, spool: spool, credentials)
        } else if isDirectory("/etc/belfry") {
            let data = "/var/lib/belfry"
            let spool = isDirectory(sharedSpool) ? sharedSpool : data + "/spool"
            self.init(.system, configuration: "/etc/belfry", data: data, spool: spool, credentials)
        } else {
            self.init(.workingDirectory, folder: "belfry-home", credentials)
        }
    }

    /// One folder for everything.
    init(_ origin: Origin, folder: String, _ credentials: String? = nil) {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        self.init(origin, configuration: folder, data: folder, spool: folder + "/spool", credentials)
    }

    private init(_ origin: Origin, configuration: String, data: String, spool: String, _ credentials: String?) {
        self.origin = origin
        self.configuration = configuration
        self.spool = spool
        state = data + "/state"
        reports = data + "/reports"
        self.credentials = credentials
    }

    /// Everything lies in one folder, which is one user's.
    var isOneFolder: Bool { [.flag, .environment, .workingDirectory].contains(origin) }

    /// Fails with what to do when the configuration folder is not there.
    func mustExist() throws(CommandError) {
        guard Files.isDirectory(configuration) else {
            throw CommandError(
                .configuration,
                "there is no home in '\(configuration)' (named by \(origin.rawValue))",
                notes: ["make one with 'belfry init \(configuration)', or name another with --home"]
            )
        }
    }
}
