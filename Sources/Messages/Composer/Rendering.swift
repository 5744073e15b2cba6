import Diagnostics
import JSON
import Mustache
import Providers

/// One attempt to make a payload of a template and a context.
enum Rendering {
    case fits([UInt8])
    /// Sound, but more than the provider takes: about this share of it would fit.
    case tooLong(Diagnostic, share: Double)
    /// No payload: the template is to blame.
    case broken(Diagnostic)

    init(_ compiled: CompiledTemplate, _ context: JSON, for integration: Integration) {
        do throws(Obstacle) {
            self.init(try Rendering.payload(of: compiled, context), compiled, integration)
        } catch {
            self = error.rendering
        }
    }

    private init(_ rendered: JSON, _ compiled: CompiledTemplate, _ integration: Integration) {
        let provider = integration.provider.provider
        let payload = provider.finish(rendered, for: integration)
        let violations = provider.violations(of: payload)
        guard let violation = violations.first else {
            self = .fits(payload.compact)
            return
        }
        let shares = violations.map { Double($0.limit) / Double(max($0.measured, 1)) }
        let file = compiled.part(at: violation.pointer).file
        let problem = Rendering.diagnostic(violation, in: file, for: integration.provider)
        self = .tooLong(problem, share: min(shares.min() ?? 1, 1))
    }

    /// Why there is no payload.
    private struct Obstacle: Error {
        let rendering: Rendering
    }

    /// A file's output is the payload itself, or with others a text in it.
    private static func payload(of compiled: CompiledTemplate, _ context: JSON) throws(Obstacle) -> JSON {
        var texts: [JSON.Member] = []
        for part in compiled.parts {
            guard let template = part.template else {
                let problem = part.problems.first { $0.severity == .error }
                let unusable = Diagnostic(file: part.file.name, message: "the template cannot be used")
                throw Obstacle(rendering: .broken(problem ?? unusable))
            }
            let bytes = try output(of: template, context)
            if part.name.isEmpty { return try json(bytes, template, part.file, context) }
            texts.append(.init(part.name, .string(String(decoding: bytes, as: UTF8.self))))
        }
        return .object(texts)
    }

    private static func output(of template: Template, _ context: JSON) throws(Obstacle) -> [UInt8] {
        do throws(RenderError) {
            return try template.render(context)
        } catch {
            guard case .tooLong = error.reason else { throw Obstacle(rendering: .broken(error.diagnostic)) }
            throw Obstacle(rendering: .tooLong(error.diagnostic, share: 0.5))
        }
    }

    private static func json(
        _ bytes: [UInt8],
        _ template: Template,
        _ file: SourceFile,
        _ context: JSON
    ) throws(Obstacle) -> JSON {
        do throws(JSONError) {
            return try JSON.read(bytes)
        } catch {
            throw Obstacle(rendering: .broken(diagnostic(error, template, file, context)))
        }
    }

    private static func diagnostic(
        _ violation: Violation,
        in file: SourceFile,
        for provider: ProviderType
    ) -> Diagnostic {
        let place = violation.pointer.isEmpty ? "" : " at '\(violation.pointer)'"
        return Diagnostic(
            file: file.name,
            message: "\(provider.rawValue) refuses the payload\(place): \(violation.message)"
        )
    }

    /// Points at the tag that wrote the byte where the output stops being JSON, or at the last one before it: rendering
    /// again with room for the bytes before it stops there.
    private static func diagnostic(
        _ error: JSONError,
        _ template: Template,
        _ file: SourceFile,
        _ context: JSON
    ) -> Diagnostic {
        let message = "the output is not JSON: \(error.message)"
        let notes = ["byte \(error.offset) of the output; this tag, or the text after it, wrote it"]
        do {
            _ = try template.render(context, maximumBytes: max(error.offset - (error.isIncomplete ? 1 : 0), 0))
        } catch {
            let site = error.diagnostic
            return Diagnostic(
                file: site.file,
                position: site.position,
                message: message,
                notes: notes,
                snippet: site.snippet
            )
        }
        return Diagnostic(in: file, at: file.bytes.count, message)
    }
}
