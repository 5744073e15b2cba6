import Events
import Providers

extension DigestLine {
    /// Decides which lines are shown when there are too many.
    func isMorePressing(than other: DigestLine) -> Bool {
        if severity != other.severity { return severity > other.severity }
        if phase.isOutcome != other.phase.isOutcome { return phase.isOutcome }
        if count != other.count { return count > other.count }
        return last > other.last
    }

    /// The order of reading: what needs somebody, then what moved; inside, grouped as configured, the newest first.
    func isRead(before other: DigestLine, groupBy: [Integration.Digest.GroupKey]) -> Bool {
        if severity != other.severity { return severity > other.severity }
        for key in groupBy {
            let (mine, others) = (value(of: key), other.value(of: key))
            guard mine != others else { continue }
            // What has none comes last.
            guard let mine, let others else { return mine != nil }
            return mine < others
        }
        if last != other.last { return last > other.last }
        return (type, resource ?? "", project ?? "") < (other.type, other.resource ?? "", other.project ?? "")
    }

    func value(of key: Integration.Digest.GroupKey) -> String? {
        switch key {
        case .project: project
        case .service: resource
        case .type: type
        }
    }
}
