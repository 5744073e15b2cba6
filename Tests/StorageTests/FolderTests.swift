import Foundation
import Glibc
import TestSupport
import Testing

@testable import Storage

@Suite struct FolderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func code(_ body: () throws -> Void) -> Int32? {
        do { try body() } catch { return (error as? SystemError)?.code }
        return nil
    }

    @Test func aFolderThatIsMissingOrAFileIsRefused() throws {
        try directory.write("x", to: "file")
        #expect(code { _ = try Folder(directory.path("none")) } == ENOENT)
        #expect(code { _ = try Folder(directory.path("file")) } == ENOTDIR)
    }

    @Test func foldersAreMadeOnceAndOpenedAgain() throws {
        let folder = try Folder(directory.path)
        try directory.write("x", to: "a/kept")
        let again = try Folder(making: "a", in: folder)
        #expect(try again.names() == ["kept"])
        #expect(try Folder(making: "b", in: folder).status().mode == 0o700)
    }

    @Test func `T40: links within a folder are not followed`() throws {
        let folder = try Folder(directory.path)
        try directory.write("secret", to: "outside/file")
        symlink(directory.path("outside"), directory.path("folder"))
        symlink(directory.path("outside/file"), directory.path("link"))
        #expect(code { _ = try Folder("folder", in: folder) } == ENOTDIR)
        #expect(code { _ = try folder.open("link") } == ELOOP)
        #expect(code { _ = try folder.read("link") } == ELOOP)
        #expect(code { _ = try folder.create("link") } == EEXIST)
        #expect(try folder.status(of: "link").isLink)
    }

    @Test func aWholeFileIsReplacedOrLeftAlone() throws {
        let folder = try Folder(directory.path)
        try directory.write("left by a crash", to: ".report.tmp")
        try folder.replace("report", with: Array("one".utf8))
        try folder.replace("report", with: Array("two".utf8), mode: 0o640)
        #expect(try directory.read("report") == "two")
        #expect(try directory.names() == ["report"])
        #expect(try folder.status(of: "report").mode == 0o640)
    }

    @Test func onlyFilesOfTheRightSizeAreReadWhole() throws {
        let folder = try Folder(directory.path)
        try directory.write("12345", to: "file")
        try directory.write("", to: "a/b")
        #expect(try folder.read("file", limit: 5) == Array("12345".utf8))
        #expect(code { _ = try folder.read("file", limit: 4) } == EFBIG)
        #expect(code { _ = try folder.read("a") } == EINVAL)
        #expect(code { _ = try folder.read("none") } == ENOENT)
    }

    @Test func aPipeIsNeverWaitedFor() throws {
        let folder = try Folder(directory.path)
        mkfifo(directory.path("pipe"), 0o600)
        #expect(code { _ = try folder.read("pipe") } == EINVAL)
    }

    @Test func namesAreListedAsBytes() throws {
        let folder = try Folder(directory.path)
        let odd: [[UInt8]] = [
            [0xFF, 0xFE], Array("a\nb".utf8), Array("\u{1B}[2J".utf8), [UInt8](repeating: 0x78, count: 255),
        ]
        for bytes in odd { _ = try folder.create(FileName(bytes: bytes)) }
        #expect(Set(try folder.names()) == Set(odd.map { FileName(bytes: $0) }))
        #expect(try folder.names(limit: 2).count == 2)
        #expect(try folder.names { $0.count == 255 }.count == 1)
        for bytes in odd { try folder.unlink(FileName(bytes: bytes)) }
        #expect(try folder.names().isEmpty)
    }

    @Test func aRenameReplacesOnlyWhenItIsMeantTo() throws {
        let folder = try Folder(directory.path)
        try directory.write("a", to: "a")
        try directory.write("b", to: "b")
        #expect(code { try folder.rename("a", to: "b", in: folder, replacing: false) } == EEXIST)
        #expect(try directory.read("b") == "b")
        try folder.rename("a", to: "b", in: folder)
        #expect(try directory.read("b") == "a")
    }

    @Test func oneLockIsHeldAtATimeAndGoesWithItsFolder() throws {
        let second = try Folder(directory.path)
        do {
            let first = try Folder(directory.path)
            #expect(try first.lock(waiting: false))
            #expect(try second.lock(waiting: false) == false)
        }
        #expect(try second.lock(waiting: false))
    }

    @Test func anErrorTellsTheFileTheCallAndTheReason() throws {
        let folder = try Folder(directory.path)
        let error = #expect(throws: SystemError.self) { _ = try folder.open("none") }
        #expect(error?.description == "\(directory.path)/none: open: No such file or directory")
    }
}
