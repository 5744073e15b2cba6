import Configuration
import Diagnostics
import Providers

/// The settings and an integration: a setup, or at least one error that says why there is none.
func fuzzConfiguration(_ input: [UInt8]) {
    let (settings, integration) = parted(input)
    let reading = Configuration.read(
        settings: SourceFile(name: "belfry.json", bytes: settings),
        integrations: [SourceFile(name: "integrations/fuzz.json", bytes: integration)],
        secrets: { source in
            if case .environment = source { .failure(SecretError("it is not set")) } else { .success("s3cr3t\n") }
        }
    )
    let hasError = reading.problems.contains { $0.severity == .error }
    expect((reading.setup == nil) == hasError, "a setup in spite of errors, or none without a word of why")
    for problem in reading.problems { expect(!problem.description.isEmpty, "a problem without words") }
}
