import Diagnostics
import JSON
import Mustache
import Providers

/// What a template is for; the stem of its file.
enum TemplateKind: String, CaseIterable {
    case event, digest, test
}

/// A kind of file that a template stands in: it says what `{{x}}` escapes for.
struct TemplateForm {
    let suffix: String
    let escaping: Escaping
    /// The member of the payload that it becomes; empty where it is the whole payload.
    let part: String

    init(_ ending: String, _ escaping: Escaping, part: String = "") {
        suffix = ".\(ending).mustache"
        self.escaping = escaping
        self.part = part
    }

    func path(_ folder: String, _ name: String) -> String { "\(folder)/\(name)\(suffix)" }
}

/// What a message is made of, found and compiled: one file, or for a mail one for each of its parts.
struct CompiledTemplate {
    /// A file with everything that was said of it.
    struct Part {
        /// The member of the payload that it becomes; empty where it is the whole payload.
        let name: String
        let file: SourceFile
        /// `nil` when it has errors.
        let template: Template?
        let problems: [Diagnostic]
    }

    /// At least one.
    let parts: [Part]

    var problems: [Diagnostic] { parts.flatMap(\.problems) }
    var error: Diagnostic? { problems.first { $0.severity == .error } }
    var fileName: String { parts[0].file.name }

    /// Whose place it is that a pointer into the payload names.
    func part(at pointer: String) -> Part { parts.first { "/" + $0.name == pointer } ?? parts[0] }
}

/// The templates of the home over those of the program: `PROVIDER/{event,digest,test}.json.mustache`, for mail
/// `.subject.txt`, `.txt` and `.html` in place of `.json`; partials beside them or in `shared/`.
struct TemplateSet {
    /// By path inside the folder of templates.
    let overrides: [String: SourceFile]

    /// The home's own where it has one, else the program's; `nil` where there is none at all.
    func template(_ kind: TemplateKind, for provider: ProviderType) -> CompiledTemplate? {
        let parts = provider.templateForms.compactMap { form -> CompiledTemplate.Part? in
            file(kind, form, for: provider).map { compile($0, form, for: provider) }
        }
        return parts.count == provider.templateForms.count ? CompiledTemplate(parts: parts) : nil
    }

    private func file(_ kind: TemplateKind, _ form: TemplateForm, for provider: ProviderType) -> SourceFile? {
        provider.templateFolders.lazy.compactMap { file(at: form.path($0, kind.rawValue)) }.first
    }

    /// Whether the home has its own.
    func isOverridden(_ kind: TemplateKind, for provider: ProviderType) -> Bool {
        provider.templateFolders.contains { folder in
            provider.templateForms.contains { overrides[$0.path(folder, kind.rawValue)] != nil }
        }
    }

    /// The program's templates and nothing else: what is left when the home's cannot be used.
    static let shippedOnly = TemplateSet(overrides: [:])

    /// Every path that is looked at, partials left out.
    static let knownPaths: [String] = ProviderType.allCases.flatMap { provider in
        TemplateKind.allCases.flatMap { kind in
            provider.templateForms.map { $0.path(provider.templateFolders[0], kind.rawValue) }
        }
    }

    private func compile(
        _ file: SourceFile,
        _ form: TemplateForm,
        for provider: ProviderType
    ) -> CompiledTemplate.Part {
        let (template, problems) = Template.compile(
            file,
            escaping: form.escaping,
            knownPartials: partialNames(form, for: provider),
            partial: { name in partialPaths(name, form, for: provider).lazy.compactMap { self.file(at: $0) }.first }
        )
        return CompiledTemplate.Part(name: form.part, file: file, template: template, problems: problems)
    }

    /// The paths where partials that some template names are looked for.
    var partialPathsInUse: Set<String> {
        var paths: Set<String> = []
        for provider in ProviderType.allCases {
            for kind in TemplateKind.allCases {
                for form in provider.templateForms {
                    guard let file = file(kind, form, for: provider) else { continue }
                    _ = Template.compile(file, escaping: form.escaping) { name in
                        paths.formUnion(partialPaths(name, form, for: provider))
                        return partialPaths(name, form, for: provider).lazy.compactMap { self.file(at: $0) }.first
                    }
                }
            }
        }
        return paths
    }

    private func partialPaths(_ name: String, _ form: TemplateForm, for provider: ProviderType) -> [String] {
        (provider.templateFolders + ["shared"]).map { form.path($0, name) }
    }

    private func partialNames(_ form: TemplateForm, for provider: ProviderType) -> [String] {
        let folders = provider.templateFolders + ["shared"]
        let paths = Set(overrides.keys).union(TemplateSet.shipped.keys)
        return paths.compactMap { path in
            let parts = path.split(separator: "/").map(String.init)
            guard parts.count == 2, folders.contains(parts[0]), parts[1].hasSuffix(form.suffix) else { return nil }
            return String(parts[1].dropLast(form.suffix.count))
        }
    }

    func file(at path: String) -> SourceFile? {
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
        case .email: ["email"]
        }
    }

    /// The files that make up one message.
    var templateForms: [TemplateForm] {
        switch self {
        case .slack: [TemplateForm("json", .slack)]
        case .discord: [TemplateForm("json", .discord)]
        case .teams, .teamsWorkflows: [TemplateForm("json", .teams)]
        case .rawWebhook: [TemplateForm("json", .json)]
        case .email:
            [
                TemplateForm("subject.txt", .text, part: "subject"), TemplateForm("txt", .text, part: "text"),
                TemplateForm("html", .html, part: "html"),
            ]
        }
    }
}
