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
        guard let template = compiled.template else {
            let problem = compiled.problems.first { $0.severity == .error }
            self = .broken(problem ?? Diagnostic(file: compiled.file.name, message: "the template cannot be used"))
            return
        }
        do {
            self.init(try template.render(context), template, compiled.file, context, integration)
        } catch {
            if case .tooLong = error.reason {
                self = .tooLong(error.diagnostic, share: 0.5)
            } else {
                self = .broken(error.diagnostic)
            }
        }
    }

    private init(
        _ bytes: [UInt8],
        _ template: Template,
        _ file: SourceFile,
        _ context: JSON,
        _ integration: Integration
    ) {
        let provider = integration.provider.provider
        do {
            let payload = provider.finish(try JSON.read(bytes), for: integration)
            let violations = provider.violations(of: payload)
            guard let violation = violations.first else {
                self = .fits(payload.compact)
                return
            }
            let shares = violations.map { Double($0.limit) / Double(max($0.measured, 1)) }
            let problem = Rendering.diagnostic(violation, in: file, for: integration.provider)
            self = .tooLong(problem, share: min(shares.min() ?? 1, 1))
        } catch {
            self = .broken(Rendering.diagnostic(error, template, file, context))
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
