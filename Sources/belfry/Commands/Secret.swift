import Configuration
import Cryptography
import Providers
import Storage
import Time

extension Command {
    static let secret = Command(
        name: "secret",
        summary: "make a secret, or let a new one take the place of an integration's",
        details: [
            "'generate' makes 32 random bytes: as text for 'secret', or with --format whsec as Standard Webhooks writes "
                + "it, for 'signing'. It is printed, once, or written to a file that only you can read, and the group of a "
                + "shared installation; a file that is there already is never touched.",
            "'rotate ID' puts a new signing secret before the old one in the file that 'signing' names. Requests are "
                + "signed with both until the overlap ends, so that the receiver can learn the new one in between; then "
                + "the old one signs no more. The new one is printed, or written to a file, for the receiver.",
        ],
        operand: .init("WHAT", choices: ["generate", "rotate"]),
        subject: .init("ID", isRequired: false, words: [.integrations]),
        flags: [.format, .output, .overlap],
        choices: [.format: SecretFormat.allCases.map(\.rawValue)],
        exitCodes: [.notFound, .cannotCreate, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry secret generate -o secrets/blog", "for \"secret\": {\"file\": \"secrets/blog\"}"),
            .init("belfry secret generate --format whsec", "printed, for whoever keeps secrets elsewhere"),
            .init("belfry secret rotate blog --overlap 7d", "a week for the receiver to learn the new one"),
        ],
        perform: { context in
            if context.typed.operand == "generate" { try generate(context) } else { try rotate(context) }
            return .success
        }
    )
}

/// How a secret is written.
private enum SecretFormat: String, CaseIterable {
    /// Letters, digits, `-` and `_`: fit for headers, shells and environments.
    case plain
    /// `whsec_` and base64, as Standard Webhooks has it.
    case whsec

    /// 256 bits, which nobody guesses.
    func random() throws(SystemError) -> String {
        let digits = Base64.encode(try randomBytes(32))
        switch self {
        case .whsec: return SigningKey.prefix + String(decoding: digits, as: UTF8.self)
        case .plain:
            let safe = digits.filter { $0 != UInt8(ascii: "=") }.map { digit in
                digit == UInt8(ascii: "+") ? UInt8(ascii: "-") : digit == UInt8(ascii: "/") ? UInt8(ascii: "_") : digit
            }
            return String(decoding: safe, as: UTF8.self)
        }
    }
}

// MARK: - generate

private func generate(_ context: borrowing Context) throws {
    if let subject = context.typed.subject {
        throw UsageError(message: "'secret generate' takes no '\(subject)'", command: "secret")
    }
    guard context.typed.value(.overlap) == nil else {
        throw UsageError(message: "'--overlap' is for 'secret rotate'", command: "secret")
    }
    let format = context.typed.value(.format).flatMap(SecretFormat.init) ?? .plain
    try handOver(try format.random(), context)
}

/// Prints the secret, the one time that it is shown, or writes it to a new file.
private func handOver(_ secret: String, _ context: borrowing Context) throws {
    guard let path = context.typed.value(.output) else { return try context.terminal.print(secret + "\n") }
    let isNew: Bool
    do throws(FileError) {
        isNew = try Files.createPrivate(path, secret + "\n")
    } catch {
        throw CommandError(error.isDenied ? .permission : .cannotCreate, "\(error)")
    }
    guard isNew else {
        throw CommandError(
            .cannotCreate,
            "'\(path)' is there already, and a secret is never written over",
            notes: ["name another file, or remove this one yourself"]
        )
    }
    try context.terminal.confirm("\(path) holds a new secret\n")
}

// MARK: - rotate

private func rotate(_ context: borrowing Context) throws {
    guard let id = context.typed.subject else {
        throw UsageError(message: "'secret rotate' needs an ID", command: "secret")
    }
    guard context.typed.value(.format) == nil else {
        throw UsageError(message: "'--format' is for 'secret generate': a signing secret is 'whsec'", command: "secret")
    }
    let overlap = try context.typed.duration(.overlap) ?? .seconds(86_400)
    let setup = try context.setup()
    let integration = try setup.integration(id)
    let path = context.home.absolute(try signingFile(of: integration))
    let keys = try SigningKey.list(String(decoding: try Files.read(path), as: UTF8.self))
    let secret = try SecretFormat.whsec.random()
    let now = context.clock.now
    let renewed = keys.replaced(by: try SigningKey(secret), at: now, overlap: overlap)
    try handOver(secret, context)
    try Files.replaceKeepingOwner(path, renewed.map { $0.line + "\n" }.joined())
    let sharing = setup.integrations.filter { $0.signingFile == integration.signingFile }.map(\.id)
    let end = (now + overlap).rfc3339
    context.terminal.say(
        .warning,
        "\(sharing.joined(separator: ", ")): signed with the new secret and, until \(end), the old one; "
            + "give the receiver the new one before then"
    )
}

private func signingFile(of integration: Integration) throws(CommandError) -> String {
    if let path = integration.signingFile { return path }
    guard integration.signingKeys.isEmpty else {
        throw CommandError(
            .configuration,
            "the signing secret of '\(integration.id)' is not kept in a file",
            notes: ["only a file can be renewed: \"signing\": {\"secret\": {\"file\": …}}"]
        )
    }
    throw CommandError(
        .configuration,
        "the requests to '\(integration.id)' are not signed",
        notes: [
            "make a secret with: belfry secret generate --format whsec -o FILE",
            "and name it: \"signing\": {\"secret\": {\"file\": \"FILE\"}}",
        ]
    )
}
