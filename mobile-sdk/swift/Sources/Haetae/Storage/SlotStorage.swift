import Foundation
internal import HaetaeCore

/// One of two places for one state.
public enum Slot: String, Sendable, Hashable, CaseIterable {
    case a
    case b

    init(_ core: HaetaeCore.Slot) {
        self =
            switch core {
            case .a: .a
            case .b: .b
            }
    }
}

/// The content of both slots; a slot that was never written, or was lost, is empty.
public struct Slots: Sendable, Hashable {
    public var a: Data
    public var b: Data

    public init(a: Data = Data(), b: Data = Data()) {
        self.a = a
        self.b = b
    }

    /// The content of a slot.
    public subscript(slot: Slot) -> Data {
        get {
            switch slot {
            case .a: a
            case .b: b
            }
        }
        set {
            switch slot {
            case .a: a = newValue
            case .b: b = newValue
            }
        }
    }
}

/// Two places for one state. A write goes to the slot that is not in use, and the core adds a hash and a count: if a
/// write is cut off at any byte, the state before it is still there. One program at a time uses it.
public protocol SlotStorage: Sendable {
    /// The content of both slots.
    func read() throws -> Slots

    /// Overwrites a slot, and returns when the bytes are on the disk.
    func write(_ bytes: Data, to slot: Slot) throws
}

/// Slots that last as long as the program: for tests, and where nothing may be stored.
public final class MemorySlots: SlotStorage {
    private let slots: Locked<Slots>

    public init(_ slots: Slots = Slots()) { self.slots = Locked(slots) }

    public func read() -> Slots { slots { $0 } }

    public func write(_ bytes: Data, to slot: Slot) { slots { $0[slot] = bytes } }
}

/// What two slots hold.
enum Stored: Equatable {
    case state(Data)
    case nothing
    /// There is something, and neither slot holds a complete state.
    case damage
}

extension SlotStorage {
    /// The state that was completely written last.
    func state() throws(HaetaeError) -> Stored {
        let slots = try reading()
        if let state = readSlots(a: slots.a, b: slots.b) { return .state(state) }
        return slots == Slots() ? .nothing : .damage
    }

    /// Puts a state in the place of what is in use. Until its last byte is stored, that stays in use.
    func save(_ state: Data) throws(HaetaeError) {
        let slots = try reading()
        let write = writeSlots(a: slots.a, b: slots.b, state: state)
        do {
            try self.write(write.bytes, to: Slot(write.slot))
        } catch {
            throw HaetaeError(.storage, words(of: error))
        }
    }

    private func reading() throws(HaetaeError) -> Slots {
        do { return try read() } catch { throw HaetaeError(.storage, words(of: error)) }
    }
}
