import Testing

@Suite struct InitTests {
    @Test func everyFolderOfAHomeIsForItsOwnerOnly() throws {
        let home = try TemporaryHome()
        for folder in [
            "integrations", "templates", "spool", "spool/tmp", "spool/new", "spool/corrupt", "state", "reports",
        ] {
            #expect(try home.mode(of: folder) == 0o700, "\(folder)")
        }
        #expect(try home.mode(of: "belfry.json") == 0o600)
    }

    @Test func aSecondTimeChangesNothing() throws {
        let home = try TemporaryHome()
        try home.write("belfry.json", "{\"mine\": true}")
        let again = try Belfry.run(["init"], home: home)
        #expect(again.status == 0)
        #expect(try home.text("belfry.json") == "{\"mine\": true}")
    }

    @Test func theSampleIsNotAnIntegration() throws {
        let home = try TemporaryHome()
        #expect(try home.names(in: "integrations") == ["example.json.sample"])
    }

    @Test func withoutANameTheHomeIsBelfryHomeInTheCurrentFolder() throws {
        #expect(
            try Belfry.run(["init"]).output == "belfry-home is ready: describe a target in belfry-home/integrations\n"
        )
        #expect(try Belfry.run(["init", "-q"]).output == "")
    }

    @Test func aPlaceThatCannotBeMadeIsExit73() throws {
        let home = try TemporaryHome()
        try home.write("file", "")
        for place in [home.path + "/file", home.path + "/no/such/parent", "/proc/belfry"] {
            let ended = try Belfry.run(["init", place])
            #expect(ended.status == 73)
            #expect(ended.errors.contains(place))
        }
    }
}
