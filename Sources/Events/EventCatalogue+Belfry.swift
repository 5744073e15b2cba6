extension EventCatalogue {
    /// Belfry's own events, which it makes when `ownerNotice` names somebody to tell.
    static let belfry: [Entry] = NoticeType.allCases.map { type in
        switch type {
        case .failing: Entry(.belfry, type.rawValue, "Integration keeps failing", .warning, .none)
        case .disabled: Entry(.belfry, type.rawValue, "Integration disabled", .critical, .failed)
        case .recovered: Entry(.belfry, type.rawValue, "Integration works again", .info, .succeeded)
        }
    }
}
