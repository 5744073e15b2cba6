import Events
import JSON
import Time

/// A spooled event with its texts copied out, for comparing.
struct SpooledFields: Equatable {
    var id: String?
    var type: String
    var time: String?
    var project: String?
    var resource: String?
    var run: String?

    init(
        id: String? = nil,
        type: String,
        time: String? = nil,
        project: String? = nil,
        resource: String? = nil,
        run: String? = nil
    ) {
        self.id = id
        self.type = type
        self.time = time
        self.project = project
        self.resource = resource
        self.run = run
    }

    init(_ text: String) throws {
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        _ = try tape.scan(bytes.span)
        let event = try SpooledEvent(tape, in: bytes.span)
        func copied(_ text: SpooledEvent.Text?) -> String? {
            switch text {
            case .slice(let range): String(decoding: bytes[range], as: UTF8.self)
            case .made(let made): made
            case nil: nil
            }
        }
        id = copied(event.id)
        type = copied(event.type) ?? ""
        time = event.time?.rfc3339
        project = copied(event.project)
        resource = copied(event.resource)
        run = copied(event.run)
    }
}
