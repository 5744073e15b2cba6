import Glibc

extension Command {
    static let initialize = Command(
        name: "init",
        summary: "make a home",
        details: [
            "Makes the folders and two commented files to start from, in DIR or in the home that --home or "
                + "$BELFRY_HOME names. What is there already is left as it is, so it may be called again.",
            "The home is for one user: every folder has mode 0700. To let other users emit events, give the spool to a "
                + "group as schedules/belfry.tmpfiles does.",
        ],
        operand: .init("DIR", isRequired: false),
        exitCodes: [.cannotCreate],
        examples: [
            .init("belfry init ~/belfry", "a home of your own"),
            .init("belfry --home ~/belfry check", "then see whether it is sound"),
        ],
        perform: { context in
            let home = context.typed.operand.map { Home(.flag, folder: $0) } ?? context.home
            do {
                try home.make(telling: context.terminal)
            } catch {
                throw CommandError(.cannotCreate, "\(error)")
            }
            try context.terminal.confirm("\(home.configuration) is ready: describe a target in \(home.integrations)\n")
            return .success
        }
    )
}

extension Home {
    /// Makes what is missing of a home and says so.
    func make(telling terminal: Terminal) throws(FileError) {
        var folders = [configuration, integrations, templates, spool]
        folders += [unfinishedEvents, newEvents, spool + "/corrupt", state, reports]
        for folder in folders {
            terminal.say(.note, (try Files.makeDirectory(folder, mode: 0o700) ? "made " : "kept ") + folder)
        }
        terminal.say(.note, (try Files.makePrivateFolder(secrets) ? "made " : "kept ") + secrets)
        let files = [(settings, settingsSample), (integrations + "/example.json.sample", integrationSample)]
        for (path, text) in files {
            terminal.say(.note, (try Files.create(path, mode: 0o600, text) ? "made " : "kept ") + path)
        }
    }
}

/// Every key is optional, so all of it is comment.
private let settingsSample = """
    {
      // Settings for all integrations; every key is optional. 'belfry schema settings' describes them all.
      //
      // "defaults": {"timeout": "15s", "digest": {"every": "1h"}}
    }

    """

/// Not read as it is: only files that end in .json are.
private let integrationSample = """
    // Copy this file to NAME.json: the name becomes the integration's id. 'belfry schema integration' describes all keys.
    {
      "name": "Ops alerts",
      "type": "SLACK",

      // For a chat service the address is the password: keep it in a file that only you can read.
      "webhook": {"file": "secrets/ops"},

      // 'belfry events' lists the types; "build:*" and "infrastructure:**" are patterns.
      "events": ["*:failure", "infrastructure:**"],

      "digest": {"every": "1h"}
    }

    """
