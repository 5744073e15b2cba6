extension EventCatalogue {
    /// Clever Cloud's events, upper case and of one part.
    ///
    /// https://www.clever-cloud.com/developers/doc/administrate/notifications/
    static let cleverCloud: [Entry] = [
        make("ACCOUNT_CREATION", "Account created", .info),
        make("ACCOUNT_DELETION", "Account deleted", .warning),
        make("ACCOUNT_EDITION", "Account edited", .info),
        make("ADDON_CREATION", "Add-on created", .info),
        make("ADDON_DELETION", "Add-on deleted", .warning),
        make("APPLICATION_CREATION", "Application created", .info),
        make("APPLICATION_DELETION", "Application deleted", .warning),
        make("APPLICATION_EDITION", "Application edited", .info),
        make("APPLICATION_REDEPLOY", "Application redeployed", .info),
        make("APPLICATION_STOP", "Application stopped", .warning),
        make("DEPLOYMENT_ACTION_BEGIN", "Deployment started", .info, .started),
        make("DEPLOYMENT_ACTION_END", "Deployment finished", .info, .progressed),
        make("DEPLOYMENT_FAIL", "Deployment failed", .critical, .failed),
        make("DEPLOYMENT_SUCCESS", "Deployment succeeded", .info, .succeeded),
        make("GIT_PUSH", "Code pushed", .info),
        make("ORGANISATION_CREATION", "Organisation created", .info),
        make("ORGANISATION_DELETION", "Organisation deleted", .warning),
        make("ORGANISATION_EDITION", "Organisation edited", .info),
        make("ORGANISATION_USER_ADDITION", "Member added to the organisation", .info),
        make("CLEVER_TOOLS_REQUEST", "Request made with clever-tools", .info),
        make("CREDITS_ADDED", "Credits added", .info),
    ]

    private static func make(
        _ type: String,
        _ title: String,
        _ severity: Severity,
        _ phase: EventPhase = .none
    ) -> Entry {
        Entry(.cleverCloud, type, title, severity, phase)
    }
}
