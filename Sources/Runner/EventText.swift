import Events
import JSON
import Providers

/// One event as it was spooled.
struct EventText: Sendable {
    private let bytes: [UInt8]
    private let tape: JSONTape

    /// `nil` for what is not JSON, as an event of a log that something else than Belfry changed.
    init?(_ bytes: [UInt8]) {
        var tape = JSONTape()
        guard (try? tape.scan(bytes.span)) != nil else { return nil }
        self.bytes = bytes
        self.tape = tape
    }

    /// The bytes of its data.
    var data: [UInt8] { SpooledEvent.data(tape, in: bytes.span) }

    /// What a raw webhook gets where no template says otherwise.
    func body(type: String, as form: Integration.RawForm) -> [UInt8] {
        if form == .cleverCloud, let whole = SpooledEvent.cleverCloudForm(tape, in: bytes.span) { return whole }
        return RawWebhook.body(type: type, data: data)
    }
}
