import Diagnostics
import JSON
import Mustache
import Providers

/// What a template is for; the stem of its file.
enum TemplateKind: String, CaseIterable {
    case event, digest, test
}

/// A template found and compiled, with everything that was said of it.
struct CompiledTemplate {
    let file: SourceFile
    /// `nil` when it has errors.
    let template: Template?
    let problems: [Diagnostic]
}

/// The templates of the home over those of the program: `PROVIDER/{event,digest,test}.json.mustache`, partials beside
/// them or in `shared/`.
struct TemplateSet {
    /// By path inside the folder of templates.
    let overrides: [String: SourceFile]

    /// The home's own where it has one, else the program's; `nil` where there is none at all.
    func template(_ kind: TemplateKind, for provider: ProviderType) -> CompiledTemplate? {
        let paths = provider.templateFolders.map { "\($0)/\(kind.rawValue).json.mustache" }
        guard let path = paths.first(where: { overrides[$0] != nil || TemplateSet.shipped[$0] != nil }),
            let file = file(at: path)
        else { return nil }
        return compile(file, for: provider)
    }

    /// Whether the home has its own.
    func isOverridden(_ kind: TemplateKind, for provider: ProviderType) -> Bool {
        provider.templateFolders.contains { overrides["\($0)/\(kind.rawValue).json.mustache"] != nil }
    }

    /// The program's templates and nothing else: what is left when the home's cannot be used.
    static let shippedOnly = TemplateSet(overrides: [:])

    /// Every path that is looked at, partials left out.
    static let knownPaths: [String] = ProviderType.allCases.flatMap { provider in
        TemplateKind.allCases.map { "\(provider.templateFolders[0])/\($0.rawValue).json.mustache" }
    }

    private func compile(_ file: SourceFile, for provider: ProviderType) -> CompiledTemplate {
        let (template, problems) = Template.compile(
            file,
            escaping: provider.templateEscaping,
            knownPartials: partialNames(for: provider),
            partial: { name in partialPaths(name, for: provider).lazy.compactMap { self.file(at: $0) }.first }
        )
        return CompiledTemplate(file: file, template: template, problems: problems)
    }

    /// The paths where partials that some template names are looked for.
    var partialPathsInUse: Set<String> {
        var paths: Set<String> = []
        for provider in ProviderType.allCases {
            for kind in TemplateKind.allCases {
                let main = provider.templateFolders.lazy.compactMap { file(at: "\($0)/\(kind.rawValue).json.mustache") }
                guard let file = main.first else { continue }
                _ = Template.compile(file, escaping: provider.templateEscaping) { name in
                    paths.formUnion(partialPaths(name, for: provider))
                    return partialPaths(name, for: provider).lazy.compactMap { self.file(at: $0) }.first
                }
            }
        }
        return paths
    }

    private func partialPaths(_ name: String, for provider: ProviderType) -> [String] {
        (provider.templateFolders + ["shared"]).map { "\($0)/\(name).json.mustache" }
    }

    private func partialNames(for provider: ProviderType) -> [String] {
        let folders = provider.templateFolders + ["shared"]
        let paths = Set(overrides.keys).union(TemplateSet.shipped.keys)
        return paths.compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count == 2, folders.contains(parts[0]) else { return nil }
            return String(parts[1].prefix { $0 != "." })
        }
    }

    private func file(at path: String) -> SourceFile? {
        overrides[path] ?? TemplateSet.shipped[path].map { SourceFile(name: "templates/\(path)", text: $0.description) }
    }

    private static let shipped = Dictionary(uniqueKeysWithValues: ShippedTemplates.files.map { ($0.path, $0.text) })
}

extension ProviderType {
    /// Where its templates are looked for, in this order.
    var templateFolders: [String] {
        switch self {
        case .slack: ["slack"]
        case .discord: ["discord"]
        case .teams: ["teams"]
        case .teamsWorkflows: ["teams_workflows", "teams"]
        case .rawWebhook: ["raw_webhook"]
        }
    }

    var templateEscaping: Escaping {
        switch self {
        case .slack: .slack
        case .discord: .discord
        case .teams, .teamsWorkflows: .teams
        case .rawWebhook: .json
        }
    }
}
