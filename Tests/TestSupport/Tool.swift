import Glibc

/// A program of the system, run to its end in a folder, silently.
///
/// `Foundation.Process` would wait for a daemon that the program leaves behind, too.
///
/// - Parameters:
///   - words: The program, found along `PATH`, and its arguments.
///   - folder: Where it works.
/// - Throws: When it cannot be started, or does not end with 0.
package func runTool(_ words: [String], in folder: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0) }
    let arguments = (["env", "-C", folder] + words).map { strdup($0) } + [nil]
    let variables = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let code = SpawnGate.pass { posix_spawn(&process, "/usr/bin/env", &actions, nil, arguments, variables) }
    guard code == 0 else { throw ToolError(tool: words[0], status: code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    guard status == 0 else { throw ToolError(tool: words[0], status: status) }
}

/// Whether a program can be found where systems keep them.
package func hasTool(_ name: String) -> Bool {
    ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"].contains { access($0 + name, X_OK) == 0 }
}

/// A program of the system failed: the test says nothing.
package struct ToolError: Error {
    package let tool: String
    /// As waitpid(2) tells it, or why it could not be started.
    package let status: Int32

    package init(tool: String, status: Int32) {
        self.tool = tool
        self.status = status
    }
}
