import Events
import JSON
import Providers

/// A Clever Cloud hook: one integration for each of its URLs, so that each has its own state, pace and backlog.
extension IntegrationReader {
    /// The integrations of a hook: the first has the file's id, the others that and their number, `ID-2`.
    mutating func readHook(_ json: JSON, id: String) -> [Integration] {
        guard let object = ObjectReader(json, HookKeys.table, &problems) else { return [] }
        _ = object.value(HookKeys.schema, &problems)
        let name = object.value(HookKeys.name, &problems) ?? id
        let targets = object.value(HookKeys.urls, &problems)?.map(\.value) ?? []
        if json["urls"]?.array?.isEmpty == true {
            problems.error("the hook has no URL", at: json["urls"]?.offset ?? json.offset)
        }
        let filter = hookFilter(object)
        let options = Options(object, settings.selector, zones, &problems)
        let verification = verification(object, for: Set(targets.map(\.format.provider)))
        let integrations = targets.enumerated().map { index, target in
            let numbered = index == 0 ? id : "\(id)-\(index + 1)"
            var integration = makeIntegration(numbered, name, target.format.provider, target.address, filter, options)
            integration.declared = declared(json)
            if target.format == .raw {
                integration.rawForm = .cleverCloud
                verification.apply(to: &integration)
            }
            return integration
        }
        warnOfIdleKeys(json, integrations)
        return problems.hasErrors ? [] : integrations
    }

    private mutating func hookFilter(_ object: ObjectReader) -> Filter {
        let events = object.located(HookKeys.events, &problems)
        let scope = object.value(HookKeys.scope, &problems) ?? []
        return Filter(
            patterns: events.map { settings.selector.patterns(for: $0, &problems) } ?? [.everything],
            projects: scope.isEmpty ? nil : Set(scope.map(\.value))
        )
    }

    /// The hook in Northflank's words.
    private func declared(_ json: JSON) -> JSON {
        let scope = json["scope"] ?? []
        return [
            "restricted": .bool(scope.array?.isEmpty == false), "projects": scope, "events": json["events"] ?? .null,
        ]
    }
}
