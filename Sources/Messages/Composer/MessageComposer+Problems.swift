package import Diagnostics
import Events
import JSON
import Mustache
import Providers

extension MessageComposer {
    /// Compiles every template, renders it with sample events, and tells everything that is wrong.
    ///
    /// The samples are one event of every known type, digests of one line and of many, and texts that try to break out.
    package mutating func problems() -> [Diagnostic] {
        var problems: [Diagnostic] = []
        for provider in ProviderType.allCases {
            for kind in TemplateKind.allCases {
                for problem in self.problems(of: kind, for: provider) where !problems.contains(problem) {
                    problems.append(problem)
                }
            }
        }
        return problems + templates.page().problems + unusedOverrides()
    }

    private mutating func problems(of kind: TemplateKind, for provider: ProviderType) -> [Diagnostic] {
        let compiled = template(kind, for: provider)
        guard compiled.error == nil else { return compiled.problems }
        let integration = Sample.integration(provider)
        let contexts = Sample.contexts(kind, for: integration)
        var problems = compiled.problems
        for part in compiled.parts {
            for problem in part.template?.namesMissing(from: contexts) ?? [] where !problems.contains(problem) {
                problems.append(problem)
            }
        }
        for problem in Sample.failures(compiled, kind, for: integration) where !problems.contains(problem) {
            problems.append(problem)
        }
        return problems
    }

    /// Files that no template is made of: most likely their names are misspelt.
    private func unusedOverrides() -> [Diagnostic] {
        let used = Set(TemplateSet.knownPaths).union(templates.partialPathsInUse)
        let idle = templates.overrides.keys.filter { !used.contains($0) && !TemplateSet.isPartOfPage($0) }
        return idle.sorted().compactMap { path in
            guard let file = templates.overrides[path] else { return nil }
            let nearest = nearestName(to: path, among: TemplateSet.knownPaths)
            return Diagnostic(
                .warning,
                file: file.name,
                message: "no message is made of '\(path)'",
                notes: nearest.map { ["did you mean '\($0)'?"] } ?? []
            )
        }
    }
}
