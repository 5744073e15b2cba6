import JSON

/// What the events happen to.
struct DemoSubject {
    let kind: String
    let id: String
    let name: String
    let project: String
    let projectName: String

    static let website = DemoSubject(blog: "service", "website", "Website")
    static let comments = DemoSubject(blog: "service", "comments", "Comments")
    static let articlesDatabase = DemoSubject(blog: "addon", "articles-db", "Articles DB")
    static let checkout = DemoSubject(shop: "service", "checkout", "Checkout")
    static let catalogue = DemoSubject(shop: "service", "catalogue", "Catalogue")
    static let ordersDatabase = DemoSubject(shop: "addon", "orders-db", "Orders DB")
    static let orderExport = DemoSubject(shop: "job", "order-export", "Order export")
    static let releaseFlow = DemoSubject(shop: "template", "release", "Release")

    private init(blog kind: String, _ id: String, _ name: String) {
        self.init(kind, id, name, project: "personal-blog", "Personal Blog")
    }

    private init(shop kind: String, _ id: String, _ name: String) {
        self.init(kind, id, name, project: "shop", "Shop")
    }

    private init(_ kind: String, _ id: String, _ name: String, project: String, _ projectName: String) {
        self.kind = kind
        self.id = id
        self.name = name
        self.project = project
        self.projectName = projectName
    }

    /// An event's data: these members, itself and its project.
    func data(_ members: JSON) -> JSON {
        let own: [JSON.Member] = [
            .init(kind, ["id": .string(id), "name": .string(name)]),
            .init("project", ["id": .string(project), "name": .string(projectName)]),
        ]
        return .object((members.members ?? []) + own)
    }
}
