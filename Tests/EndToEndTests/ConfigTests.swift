import JSON
import TestSupport
import Testing

/// `belfry config`: what is configured is shown, all of it, with its place and without a secret.
@Suite struct ConfigTests {
    private static let options = #"""
        "mode": "digest", "digest": {"every": "2h", "at": ["09:00"], "days": ["mon"], "timeZone": "Europe/Paris",
         "quiet": {"from": "22:00", "to": "07:00"}, "minEvents": 2, "maxWait": "3h", "groupBy": ["type"], "maxItems": 7,
         "immediate": ["*:failure"]},
        "alertWindows": {"infrastructure:**": "30m"}, "severity": {"build:start": "critical"},
        "retry": {"schedule": ["1s"], "expireAfter": "1d"}, "disable": {"failingFor": "1d", "failures": 3}, "timeout": "9s", "concurrency": 2, "rate": "5/s",
        "from": "beginning", "confirmOnCreate": true, "allowHTTP": true, "allowPrivate": true, "headerPrefix": "X-Own-",
        "username": "Bell", "avatarURL": "https://a.example/bell.png"
        """#
    private static let mail = #"""
        "mail": {"server": "smtps://mail.example", "tls": "required", "user": "bell", "password": "HUSH", "replyTo": "c@example.com",
         "from": "Bell <b@example.com>", "unsubscribe": ["https://a.example/stop"]}
        """#
    private static let restricted = #""restricted": true, "projects": ["blog"], "events": ["build:*"]"#

    /// Files that hold every key that there is.
    private static let files: [String: String] = [
        "belfry.json": #"""
        {"$schema": "x", "defaults": {\#(options)}, "eventGroups": {"mine": ["build:*"]}, "allowUnknownEvents": false,
         "allowHTTP": true, "allowPrivate": true, "allowAddresses": ["10.0.0.0/8"], "proxy": "http://u:HUSH@proxy.example:3128",
         "caFile": "ca.pem", "ownerNotice": ["hook"], "heartbeat": "https://a.example/HUSH", "timeZone": "Europe/Paris", \#(mail),
         "users": {"anna": "anna@example.com"}, "teams": {"books": ["anna"]},
         "limits": {"maximumFileSize": "1MiB", "maximumEventSize": "1KiB", "maximumDepth": 9}, "retention": "9d", "sync": "each"}
        """#,
        "integrations/raw.json": #"""
        {"$schema": "x", "name": "Raw one", "type": "RAW_WEBHOOK", "webhook": "https://a.example/HUSH", "secret": "HUSH",
         "signing": {"secret": "whsec_SFVTSEhVU0hIVVNISFVTSEhVU0hIVVNI"}, \#(restricted), \#(options)}
        """#,
        "integrations/disc.json": #"""
        {"name": "Disc one", "type": "DISCORD", "webhook": "https://discord.com/api/webhooks/1/HUSH", \#(restricted), \#(options)}
        """#,
        "integrations/mail.json": #"""
        {"name": "Mail one", "type": "EMAIL", "to": ["books"], \#(mail), \#(restricted), \#(options)}
        """#,
        "integrations/program.json": #"""
        {"name": "Program one", "type": "EMAIL", "to": ["anna"], "mail": {"sendmail": "/bin/true"}, "events": null}
        """#,
        "integrations/hook.json": #"""
        {"$schema": "x", "name": "Hook", "urls": [{"format": "raw", "url": "https://a.example/HUSH"}], "secret": "HUSH",
         "signing": {"secret": "whsec_SFVTSEhVU0hIVVNISFVTSEhVU0hIVVNI"}, "events": ["META_CREDITS"], \#(options)}
        """#,
        "integrations/scoped.json": #"""
        {"name": "Scoped", "urls": [{"url": "https://a.example/HUSH"}], "scope": ["app_1"]}
        """#,
    ]

    /// What the schema calls otherwise than `config`, which speaks of integrations.
    private static let otherwise = ["urls": "webhook", "scope": "projects"]

    private func home() throws -> TemporaryHome {
        let home = try TemporaryHome()
        for (name, text) in ConfigTests.files { try home.write(name, text) }
        try home.write("ca.pem", "")
        return home
    }

    private func json(_ home: TemporaryHome, _ arguments: String...) throws -> JSON {
        let ended = try Belfry.run(arguments, home: home)
        #expect(ended.status == 0 && !ended.output.contains("HUSH"), "\(ended)")
        return try JSON.read(Array(ended.output.utf8))
    }

    /// The paths of all keys that a schema has: `digest.every`.
    private func paths(_ schema: JSON, _ prefix: String = "") -> Set<String> {
        let shapes = (schema["oneOf"]?.array ?? []) + (schema["anyOf"]?.array ?? [])
        if !shapes.isEmpty { return shapes.reduce(into: []) { $0.formUnion(paths($1, prefix)) } }
        return (schema["properties"]?.members ?? []).reduce(into: []) { found, member in
            let path = prefix + member.key
            let inner =
                ["webhook", "secret", "password", "proxy", "heartbeat", "events"].contains(member.key)
                ? [] : paths(member.value, path + ".")
            found.formUnion(inner.isEmpty ? [path] : inner)
        }
    }

    private func isWritten(_ path: String, in text: String) throws -> Bool {
        var value: JSON? = try JSON.read(Array(text.utf8))
        for key in path.split(separator: ".") { value = value?[String(key)] }
        return value != nil
    }

    /// Paths of the schema that `rows` do not tell of, or tell another place of; each is in one of the files at least.
    private func missing(_ schema: JSON, from rows: [String: JSON]) throws -> [String] {
        var missing: [String] = []
        for path in paths(schema).subtracting(["$schema"]) {
            let files = try rows.keys.filter { try isWritten(path, in: ConfigTests.files[$0] ?? "") }
            if files.isEmpty { missing.append("no file has \(path)") }
            let shown = ConfigTests.otherwise[path] ?? path
            let isShown = files.contains { file in
                rows[file]?.members?.contains { row in
                    let isMeant = row.key == shown || row.key.hasPrefix(shown + ".") || shown.hasPrefix(row.key + ".")
                    return isMeant && row.value["origin"]?.string?.contains(file + ":") == true
                        && row.value["value"] != "none"
                } ?? false
            }
            if !isShown { missing.append(path) }
        }
        return missing
    }

    @Test func everyKeyOfTheSettingsIsShown() throws {
        let home = try home()
        let rows = ["belfry.json": try json(home, "config", "--json")]
        let missing = try missing(json(home, "schema", "settings"), from: rows)
        #expect(missing.filter { !$0.hasSuffix("mail.sendmail") } == [], "it takes the place of a server")
    }

    @Test func everyKeyOfAnIntegrationIsShown() throws {
        let home = try home()
        var rows: [String: JSON] = [:]
        for file in ConfigTests.files.keys where file != "belfry.json" {
            rows[file] = try json(home, "config", String(file.dropFirst(13).dropLast(5)), "--json")
        }
        let missing = try missing(json(home, "schema", "integration"), from: rows)
        #expect(missing == [])
        let program = try #require(rows["integrations/program.json"])
        #expect(program["mail.from"]?["value"] == "Bell <b@example.com>")
        #expect(program["mail.from"]?["origin"]?.string?.contains("/belfry.json:") == true)
        #expect(program["digest.quiet"]?["value"] == "22:00 to 07:00" && program["from"]?["value"] == "beginning")
    }

    @Test func whatHoldsBesideDigestsIsShownWithoutThem() throws {
        let home = try TemporaryHome()
        try home.write("belfry.json", #"{"timeZone": "Europe/Paris"}"#)
        try home.write(
            "integrations/raw.json",
            #"{"name": "Raw", "type": "RAW_WEBHOOK", "webhook": "https://a.example/x", "events": null, "digest": {"quiet": {"from": "22:00", "to": "07:00"}}}"#
        )
        let rows = try json(home, "config", "raw", "--json")
        #expect(rows["digest.quiet"]?["value"] == "22:00 to 07:00" && rows["digest.every"] == nil)
        #expect(rows["digest.timeZone"]?["value"] == "Europe/Paris")
        #expect(rows["digest.timeZone"]?["origin"]?.string?.hasSuffix("belfry.json:1") == true)
        #expect(rows["secret"]?["value"] == "none" && rows["headerPrefix"]?["origin"] == "default")
    }
}
