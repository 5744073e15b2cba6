import Delivery

/// A program that takes a message on its standard input as sendmail(8) does: Postfix', Exim's, msmtp, nullmailer.
struct MailProgram {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Runs the program for one mail and answers what its exit code says; takes as long as it takes, up to the time-out.
    func send(_ mail: Request.Mail, _ options: TransferOptions, tag: UInt64) -> Completion {
        let start = ContinuousClock.now
        let result: Result<Response, TransferError>
        do throws(TransferError) {
            let message = MailProgram.unixLines(mail.message)
            let child = try ChildProcess(path, arguments(for: mail), reading: message)
            result = .success(try child.finish(before: start + options.timeout))
        } catch {
            result = .failure(error)
        }
        return Completion(tag: tag, result: result, duration: .now - start)
    }

    /// A lone dot ends nothing (`-i`), and nothing behind `--` is an option.
    private func arguments(for mail: Request.Mail) -> [String] {
        [path, "-i", "-f", mail.sender, "--", mail.recipient]
    }

    /// What comes on standard input has the line ends of Unix.
    private static func unixLines(_ message: [UInt8]) -> [UInt8] { message.filter { $0 != 0x0D } }
}
