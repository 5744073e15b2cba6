import Cryptography
package import Diagnostics
package import JSON
import Mustache

/// The page of `belfry report`, made by the home's template or the program's.
///
/// It may load and run nothing: the template's policy lets in one style sheet alone, which is named by its digest. So
/// whatever an event or an answer holds, and even if its escaping failed, no browser would run it.
package struct ReportPage {
    private let templates: TemplateSet

    /// Takes the home's files by their path in its folder of templates.
    package init(overrides: [String: SourceFile] = [:]) {
        templates = TemplateSet(overrides: overrides)
    }

    /// The page; its parts lie beside it.
    static let path = "report/report.html.mustache"

    /// The page, and what is wrong with the home's own template, in which case the program's takes its place.
    package func render(_ context: JSON) -> (page: [UInt8], problems: [Diagnostic]) {
        switch ReportPage.render(templates.page(), context) {
        case .success(let page): return (page, [])
        case .failure(let problem):
            guard case .success(let page) = ReportPage.render(TemplateSet.shippedOnly.page(), context) else {
                preconditionFailure("the program's own page cannot be rendered: \(problem)")
            }
            return (page, [problem])
        }
    }

    private static func render(_ compiled: CompiledTemplate.Part, _ context: JSON) -> Result<[UInt8], Diagnostic> {
        guard let template = compiled.template else {
            let first = compiled.problems.first { $0.severity == .error }
            return .failure(first ?? Diagnostic(file: compiled.file.name, message: "the template cannot be used"))
        }
        let members = (context.members ?? []) + [JSON.Member("styleHash", .string(styleMark))]
        do throws(RenderError) {
            let page = try template.render(.object(members), maximumBytes: maximumBytes)
            return .success(sealed(page))
        } catch {
            return .failure(error.diagnostic)
        }
    }

    /// Two hundred requests of 16 KiB, every byte of them escaped.
    private static let maximumBytes = 32 << 20

    // MARK: the style's digest

    /// Stands where the digest goes until it is known; as long as one.
    private static let styleMark = "sha256-" + String(repeating: "A", count: 43) + "="

    /// Puts the digest of the first style sheet in the place of its mark.
    ///
    /// Both stand in the head, before anything that comes from outside.
    private static func sealed(_ page: [UInt8]) -> [UInt8] {
        guard let mark = page.range(of: Array(styleMark.utf8), from: 0),
            let open = page.range(of: Array("<style>".utf8), from: mark.upperBound),
            let close = page.range(of: Array("</style>".utf8), from: open.upperBound)
        else { return page }
        let digest = SHA256.digest(of: Array(page[open.upperBound..<close.lowerBound]))
        var sealed = page
        sealed.replaceSubrange(mark, with: Array("sha256-".utf8) + Base64.encode(digest))
        return sealed
    }
}

extension [UInt8] {
    fileprivate func range(of part: [UInt8], from start: Int) -> Range<Int>? {
        var index = start
        while index + part.count <= count {
            if self[index] == part[0], self[index..<index + part.count].elementsEqual(part) {
                return index..<index + part.count
            }
            index += 1
        }
        return nil
    }
}

extension TemplateSet {
    static func isPartOfPage(_ path: String) -> Bool {
        path.hasPrefix("report/") && (path.hasSuffix(".html.mustache") || path.hasSuffix(".css.mustache"))
    }

    /// The page of the report and the parts it names, all of them in `report/`.
    func page() -> CompiledTemplate.Part {
        func path(_ name: String) -> String? {
            ["html", "css"].map { "report/\(name).\($0).mustache" }.first { file(at: $0) != nil }
        }
        guard let main = file(at: ReportPage.path) else {
            preconditionFailure("the program has no template '\(ReportPage.path)'")
        }
        let (template, problems) = Template.compile(main, escaping: .html) { path($0).flatMap(file(at:)) }
        return CompiledTemplate.Part(name: "", file: main, template: template, problems: problems)
    }
}
