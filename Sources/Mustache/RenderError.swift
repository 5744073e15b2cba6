package import Diagnostics

/// Why rendering stopped: the template with this data goes past a limit.
package struct RenderError: Error, Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// More output than this many bytes.
        case tooLong(maximumBytes: Int)
        /// Partials inside partials, or sections and partials inside one another.
        case tooDeep(maximumDepth: Int)
        /// More work than any real template does; only partials that call themselves twice come here.
        case tooManySteps
    }

    package let reason: Reason
    /// The tag that was being rendered.
    package let diagnostic: Diagnostic

    package init(reason: Reason, diagnostic: Diagnostic) {
        self.reason = reason
        self.diagnostic = diagnostic
    }
}
