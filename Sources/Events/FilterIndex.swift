/// Many filters asked as one: it tells which of them want an event.
///
/// The filters are turned over once into "pattern → project → filters". A new type is held against the distinct
/// patterns, a new pair of type and project gathers the filters that match, and after that the pair costs one look-up.
/// So the cost follows the matches, not the number of filters.
package struct FilterIndex: Sendable {
    /// The filters that share a pattern, by what projects they want.
    private struct Wanting: Sendable {
        var always: [Int] = []
        var byProject: [String: [Int]] = [:]
    }

    private struct Occasion: Hashable {
        let type: String
        let project: String?
    }

    /// Types come from producers: without a bound a stream of made-up names would fill the memory.
    ///
    /// Counted in indices kept, an answer costing `answerCost` more than it holds: about 16,000 answers or 8 MB.
    private static let maximumRemembered = 1_048_576
    private static let answerCost = 64

    private var wanting: [Wanting] = []
    /// Filters by their owners, for notices about these.
    private var owned: [String: [Int]] = [:]
    private var names: [String: Int] = [:]
    private var globs: [(pattern: EventPattern, index: Int)] = []
    private var patternsByType: [String: [Int]] = [:]
    private var filtersByOccasion: [Occasion: [Int]] = [:]
    private var remembered = 0

    package init(filters: [Filter]) {
        var indices: [EventPattern: Int] = [:]
        for (filter, content) in filters.enumerated() {
            if let owner = content.owner { owned[owner, default: []].append(filter) }
            for pattern in Set(content.patterns) {
                let index = indices[pattern] ?? add(pattern)
                indices[pattern] = index
                guard let projects = content.projects else {
                    wanting[index].always.append(filter)
                    continue
                }
                for project in projects { wanting[index].byProject[project, default: []].append(filter) }
            }
        }
    }

    /// The indices of the filters that match, ascending.
    package mutating func matches(type: String, project: String?) -> [Int] {
        let occasion = Occasion(type: type, project: project)
        if let known = filtersByOccasion[occasion] { return known }
        var filters: Set<Int> = []
        for index in patterns(matching: type) {
            filters.formUnion(wanting[index].always)
            if let project, let restricted = wanting[index].byProject[project] { filters.formUnion(restricted) }
        }
        if let project, NoticeType.includes(type) { filters.subtract(owned[project] ?? []) }
        let sorted = filters.sorted()
        remember(sorted, for: occasion)
        return sorted
    }

    private mutating func remember(_ filters: [Int], for occasion: Occasion) {
        remembered += filters.count + FilterIndex.answerCost
        if remembered > FilterIndex.maximumRemembered {
            filtersByOccasion.removeAll()
            patternsByType.removeAll()
            remembered = 0
        }
        filtersByOccasion[occasion] = filters
    }

    private mutating func add(_ pattern: EventPattern) -> Int {
        let index = wanting.count
        wanting.append(Wanting())
        if pattern.isName { names[pattern.text] = index } else { globs.append((pattern, index)) }
        return index
    }

    private mutating func patterns(matching type: String) -> [Int] {
        if let known = patternsByType[type] { return known }
        var matching = globs.filter { $0.pattern.matches(type) }.map { $0.index }
        if let name = names[type] { matching.append(name) }
        patternsByType[type] = matching
        remembered += matching.count
        return matching
    }
}
