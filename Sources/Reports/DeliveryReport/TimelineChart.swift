import JSON
import Time

/// Where the bars, lines and words of the timeline's picture stand; the template draws them.
struct TimelineChart {
    private let timeline: Timeline
    /// The highest bar's value, rounded up to a number that divides well.
    private let top: Int

    /// Units of the picture, which is as wide as the page.
    private static let width = 960.0
    private static let height = 250.0
    private static let left = 46.0
    private static let right = 956.0
    private static let ceiling = 10.0
    private static let base = 214.0

    init(_ timeline: Timeline) {
        self.timeline = timeline
        top = TimelineChart.roundTop(above: timeline.slots.map(\.total).max() ?? 0)
    }

    /// 4, 8, 20, 40, 80, 200…: each is a multiple of the four lines.
    static func roundTop(above value: Int) -> Int {
        var unit = 4
        while true {
            for factor in [1, 2, 5] where unit * factor >= value { return unit * factor }
            unit *= 10
        }
    }

    var context: JSON {
        [
            "width": number(TimelineChart.width), "height": number(TimelineChart.height),
            "left": number(TimelineChart.left), "right": number(TimelineChart.right),
            "base": number(TimelineChart.base),
            "step": .string(timeline.step.words), "summary": .string(summary),
            "lines": .array((1...4).map(line)),
            "bars": .array(
                timeline.slots.enumerated().filter { $0.element.total > 0 }.map { bar($0.element, $0.offset) }
            ),
            "ticks": .array(ticks),
            "rows": .array(timeline.slots.filter { $0.total > 0 }.map { row($0) }),
        ]
    }

    private var summary: String {
        func sum(_ part: KeyPath<Timeline.Slot, Int>) -> String {
            grouped(timeline.slots.reduce(0) { $0 + $1[keyPath: part] })
        }
        return
            "By \(timeline.step.words): \(sum(\.delivered)) delivered, \(sum(\.deferred)) attempts that failed and were "
            + "tried again, \(sum(\.lost)) given up"
    }

    private func line(_ quarter: Int) -> JSON {
        let value = top * quarter / 4
        let y = self.y(value)
        return [
            "y": number(y), "left": number(TimelineChart.left), "right": number(TimelineChart.right),
            "labelX": number(TimelineChart.left - 8), "labelY": number(y + 4), "label": .string(grouped(value)),
        ]
    }

    private func y(_ value: Int) -> Double {
        TimelineChart.base - (TimelineChart.base - TimelineChart.ceiling) * Double(value) / Double(top)
    }

    private var pitch: Double { (TimelineChart.right - TimelineChart.left) / Double(timeline.slots.count) }

    private func bar(_ slot: Timeline.Slot, _ index: Int) -> JSON {
        let gap = min(4, pitch * 0.2)
        let x = TimelineChart.left + Double(index) * pitch + gap / 2
        var below = 0
        let parts = [("delivered", slot.delivered), ("deferred", slot.deferred), ("lost", slot.lost)].compactMap {
            (look, count) -> JSON? in
            guard count > 0 else { return nil }
            let bottom = y(below)
            below += count
            // One of thousands must still be seen.
            let height = max(bottom - y(below), 1.5)
            return [
                "look": .string(look), "x": number(x), "y": number(bottom - height), "width": number(pitch - gap),
                "height": number(height),
            ]
        }
        return ["title": .string(words(of: slot)), "parts": .array(parts)]
    }

    private func words(of slot: Timeline.Slot) -> String {
        "\(slot.start.minute): \(grouped(slot.delivered)) delivered, \(grouped(slot.deferred)) tried again, "
            + "\(grouped(slot.lost)) given up"
    }

    private func row(_ slot: Timeline.Slot) -> JSON {
        [
            "from": .string(slot.start.minute), "delivered": .string(grouped(slot.delivered)),
            "deferred": .string(grouped(slot.deferred)), "lost": .string(grouped(slot.lost)),
        ]
    }

    /// About eight moments below the axis; every second one may be left out where there is little room.
    private var ticks: [JSON] {
        let every = max(1, (timeline.slots.count + 7) / 8)
        return stride(from: 0, to: timeline.slots.count, by: every).enumerated().compactMap { place, index in
            let x = TimelineChart.left + Double(index) * pitch
            guard x + TimelineChart.labelWidth <= TimelineChart.right else { return nil }
            return [
                "x": number(x), "y": number(TimelineChart.base + 20), "anchor": "start",
                "label": .string(label(timeline.slots[index].start)), "isMinor": .bool(place % 2 == 1),
            ]
        }
    }

    /// A label that begins further right would leave the picture.
    private static let labelWidth = 76.0

    private func label(_ time: Timestamp) -> String {
        if timeline.step >= .seconds(86_400) { return String(time.day.dropFirst(5)) }
        if timeline.step >= .seconds(6 * 3600) { return "\(time.day.dropFirst(5)) \(time.clock)" }
        return time.clock
    }

    private func number(_ value: Double) -> JSON { JSON(.number(fixed(value, digits: 1))) }
}

extension Duration {
    /// `hour`, `15 minutes`.
    fileprivate var words: String {
        switch self {
        case .seconds(60): "minute"
        case .seconds(3600): "hour"
        case .seconds(86_400): "day"
        case .seconds(7 * 86_400): "week"
        case let other where other < .seconds(3600): "\(other.milliseconds / 60_000) minutes"
        default: "\(milliseconds / 3_600_000) hours"
        }
    }
}
