import Foundation
import Glibc

/// A server on a free port of this machine that answers every connection by `answer` and closes it.
final class LoopbackServer: Sendable {
    private let listener: Int32
    let url: URL

    /// `answer` gets what the client has sent, and the connection to write to.
    init(_ answer: @escaping @Sendable (String, Int32) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, pointer, &size) == 0
            }
        }
        guard isUp else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        url = URL(string: "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/")!
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    answer(Self.request(connection), connection)
                    close(connection)
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The head, and as much of a body as its length says.
    private static func request(_ connection: Int32) -> String {
        var bytes = Data()
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let length = text.lowercased().range(of: "content-length: ").flatMap { found in
                    Int(text[found.upperBound...].prefix { $0.isNumber })
                }
                if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    /// MSG_NOSIGNAL: a client that has gone is an error and no signal.
    private static let noSignal: Int32 = 0x4000

    /// Waits until the client has sent something more or gone, for so many milliseconds at most; says whether it has.
    static func waits(for milliseconds: Int32, on connection: Int32) -> Bool {
        var waited = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        return poll(&waited, 1, milliseconds) > 0
    }

    /// Writes, and says whether the client is still there.
    @discardableResult
    static func write(_ text: String, to connection: Int32) -> Bool {
        let bytes = [UInt8](text.utf8)
        return send(connection, bytes, bytes.count, noSignal) == bytes.count
    }
}
