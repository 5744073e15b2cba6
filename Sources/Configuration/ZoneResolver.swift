package import Time

/// Reads the time zone of a name from where the system keeps it, or tells why it can't.
package typealias ZoneResolver = (String) -> Result<TimeZone, SecretError>

extension Located where Value == String {
    /// The zone of this name; one that cannot be had is reported where it is written.
    func zone(by find: ZoneResolver, _ problems: inout Problems) -> TimeZone? {
        if value == TimeZone.utc.name { return .utc }
        switch find(value) {
        case .success(let zone): return zone
        case .failure(let error):
            problems.error(error.message, at: offset, notes: error.notes)
            return nil
        }
    }
}
