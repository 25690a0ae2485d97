import Foundation
import Testing

@testable import Haetae

@Suite struct FileSlotsTests {
    private let folder = TemporaryFolder()
    private var slots: FileSlots { FileSlots(folder: folder.url) }

    @Test func aStateThatWasSavedIsThere() throws {
        #expect(try slots.state() == .nothing)
        for text in ["first", "second", "third", ""] {
            try slots.save(Data(text.utf8))
            #expect(try slots.state() == .state(Data(text.utf8)))
        }
    }

    /// What a disk may hold after the power has failed: of the new content as many bytes as were written, and after them
    /// nothing, or what was there before.
    @Test func aWriteThatIsCutOffAtAnyByteLosesNothing() throws {
        let (old, older) = (
            Data("the state that is in use".utf8), Data("an older state, which is somewhat longer".utf8)
        )
        let new = Data("the state that was being written".utf8)
        try slots.save(older)
        try slots.save(old)
        let before = try slots.read()
        try slots.save(new)
        let slot = try #require(Slot.allCases.first { (try? slots.read()[$0]) != before[$0] })
        let written = try slots.read()[slot]
        let file = folder.url.appendingPathComponent(slot.rawValue)
        for count in 0..<written.count {
            try written.prefix(count).write(to: file)
            #expect(try slots.state() == .state(old), "\(count) bytes")
            try (written.prefix(count) + before[slot].dropFirst(count)).write(to: file)
            #expect(try slots.state() == .state(old), "\(count) bytes over what was there")
            // What is saved after that is there, and the slot that was in use is still whole.
            try slots.save(new)
            #expect(try slots.state() == .state(new), "after \(count) bytes")
            try written.write(to: file)
        }
        #expect(try slots.state() == .state(new))
    }

    @Test func damageIsNotTakenForNothing() throws {
        try slots.save(Data("a state".utf8))
        try Data("?".utf8).write(to: folder.url.appendingPathComponent("a"))
        #expect(try slots.state() == .damage)
    }

    @Test func aFolderThatCannotBeUsedIsAnError() throws {
        try Data().write(to: folder.url)
        let error = failure { () throws(HaetaeError) in try slots.save(Data("a state".utf8)) }
        #expect(error?.part == .storage)
    }

    @Test func aSlotThatIsNoFileIsAnErrorAndNotEmpty() throws {
        let place = folder.url.appendingPathComponent("a")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        #expect(failure { () throws(HaetaeError) in try slots.state() }?.part == .storage)
    }
}
