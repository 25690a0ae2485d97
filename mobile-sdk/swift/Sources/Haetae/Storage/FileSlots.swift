import Foundation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Two slots as two files, `a` and `b`, in a folder of their own. On a phone choose a folder that is not backed up for a
/// wallet, whose keys work on this phone only.
public struct FileSlots: SlotStorage {
    /// The folder; it is made with the first write.
    public let folder: URL

    public init(folder: URL) { self.folder = folder }

    public func read() throws -> Slots {
        Slots(a: try content(of: .a), b: try content(of: .b))
    }

    public func write(_ bytes: Data, to slot: Slot) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = file(slot).path
        let isNew = !FileManager.default.fileExists(atPath: path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open", path) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: bytes)
        try flush(descriptor, path)
        try handle.close()
        // A file that was just made is in its folder for good only when that is flushed too.
        if isNew { try flushFolder() }
    }

    private func file(_ slot: Slot) -> URL { folder.appendingPathComponent(slot.rawValue) }

    private func content(of slot: Slot) throws -> Data {
        let path = file(slot)
        do {
            return try Data(contentsOf: path)
        } catch {
            // What cannot be read is not lost: only a file that does not exist is empty.
            if !FileManager.default.fileExists(atPath: path.path) { return Data() }
            throw error
        }
    }

    private func flushFolder() throws {
        let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder.path) }
        defer { close(descriptor) }
        try flush(descriptor, folder.path)
    }

    private func flush(_ descriptor: Int32, _ path: String) throws {
        #if canImport(Darwin)
            // There fsync leaves the bytes in the disk's own cache. Some file systems know no better.
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(descriptor) == 0 else { throw failure("flush", path) }
    }

    private func failure(_ what: String, _ path: String) -> HaetaeError {
        HaetaeError(.storage, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
