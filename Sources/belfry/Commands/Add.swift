extension Command {
    static let add = Command(
        name: "add",
        summary: "write a new integration, checked before anything is written",
        details: [
            "WHAT is a file with the body of Northflank's 'create notification integration' or of Clever Cloud's 'create "
                + "webhook', or - for standard input; what their answers hold beyond that is left out. With --type it is "
                + "the new integration's name, and the flags say the rest; --address names the file that holds its "
                + "address, - reads it from standard input, so that it stands in no list of processes. For EMAIL the "
                + "file holds the recipients, one a line; without it all users of belfry.json are meant.",
            "For Slack the address is an incoming webhook, made in the settings of an app of yours: it leads to the one "
                + "channel, user or group that was chosen then, so make one for each, and the owner of the workspace may "
                + "have to allow the app. For Discord it is made in a channel's settings, for Teams in its Workflows "
                + "(TEAMS_WORKFLOWS).",
            "The id is made from the name. For a chat service the address is the password: it goes into secrets/ID, which "
                + "only its owner can read and the group of a shared installation, and so does every other secret. "
                + "Nothing that exists is overwritten, and nothing is written when the whole configuration would not "
                + "pass 'belfry check'.",
        ],
        operand: .init("WHAT"),
        flags: [.type, .address, .event, .project, .dryRun],
        exitCodes: [.data, .cannotCreate, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry add integration.json", "as it was sent to Northflank"),
            .init("belfry add 'Ops alerts' --type SLACK --event '*:failure' --address - < address", "from its parts"),
        ],
        perform: { context in
            try context.home.mustExist()
            var draft = try context.typed.has(.type) ? Draft(flags: context) : Draft(body: context)
            draft.leaveOutAnswers()
            draft.keepSecrets()
            try draft.check(context)
            try draft.write(context)
            return .success
        }
    )
}
