package import Delivery
import JSON
package import Time

/// Microsoft Teams, webhooks of Power Automate workflows.
///
/// A 202 comes before the flow runs: a card that Teams refuses afterwards is lost without a word. What can be checked
/// is checked by `violations(of:)`.
///
/// https://support.microsoft.com/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498
package enum TeamsWorkflows: Provider {
    /// Without the character set, emoji arrive broken.
    package static let contentType = "application/json; charset=utf-8"

    /// Any 2xx: 202 from the template of Microsoft, something else from a flow that ends in an answer of its own.
    package static func judgement(of response: Response, at now: Timestamp) -> Judgement {
        let status = HTTPStatus(response.status)
        if status.isSuccess { return Judgement(.delivered) }
        let error = (try? JSON.read(response.body))?["error"]?["code"]?.string
        // A flow that was switched off refuses every message with a 400; the message is not to blame.
        let refusal: Failure.Scope = error == "WorkflowTriggerIsNotEnabled" ? .endpoint : .message
        return .failed(status.failure(detail: error.map { $0.quotable }, refusal: refusal), response, at: now)
    }
}
