import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// HTTP over URLSession, without cookies, caches and redirects. Its session lasts as long as the program.
public final class URLSessionFetcher: HTTPFetching {
    private let delegate = Delegate()
    private let session: URLSession

    public init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        session = URLSession(configuration: configuration, delegate: delegate, delegateQueue: nil)
    }

    deinit { session.finishTasksAndInvalidate() }

    public func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        // URLSession's own time-out counts from the last byte: a server that sends a byte now and then never ends. So
        // the limit below comes first.
        var asked = URLRequest(url: request.url, timeoutInterval: 2 * max(request.timeoutSeconds, 1))
        asked.httpMethod = request.body == nil ? "GET" : "POST"
        asked.httpBody = request.body
        for (name, value) in request.headers { asked.setValue(value, forHTTPHeaderField: name) }
        let task = session.dataTask(with: asked)
        let limit = Task {
            try await Task.sleep(nanoseconds: UInt64(max(request.timeoutSeconds, 0) * 1_000_000_000))
            delegate.end(task, FetchError("\(request.url.path) takes longer than \(request.timeoutSeconds) seconds"))
        }
        defer { limit.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                delegate.begin(task, mostBytes: request.mostBytes, continuation)
                if Task.isCancelled { delegate.end(task, CancellationError()) } else { task.resume() }
            }
        } onCancel: {
            delegate.end(task, CancellationError())
        }
    }
}

/// Collects the answers of the session's tasks.
private final class Delegate: NSObject, URLSessionDataDelegate, Sendable {
    private struct Pending: Sendable {
        let continuation: CheckedContinuation<HTTPAnswer, any Error>
        let mostBytes: Int
        var body = Data()
    }

    private let pending = Locked<[Int: Pending]>([:])

    func begin(
        _ task: URLSessionTask, mostBytes: Int, _ continuation: CheckedContinuation<HTTPAnswer, any Error>
    ) {
        pending { $0[task.taskIdentifier] = Pending(continuation: continuation, mostBytes: mostBytes) }
    }

    /// Fails, unless the answer is there already.
    func end(_ task: URLSessionTask, _ error: any Error) {
        // Taken first: URLSession would say of a task that it was cancelled, and not why.
        let taken = take(task)
        task.cancel()
        taken?.continuation.resume(throwing: error)
    }

    private func take(_ task: URLSessionTask) -> Pending? {
        pending { $0.removeValue(forKey: task.taskIdentifier) }
    }

    func urlSession(_: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = pending { pending in
            pending[dataTask.taskIdentifier]?.body.append(data)
            return pending[dataTask.taskIdentifier].map { $0.body.count > $0.mostBytes } ?? false
        }
        if isTooLong { end(dataTask, FetchError("\(dataTask.path) is longer than allowed")) }
    }

    func urlSession(
        _: URLSession, task _: URLSessionTask, willPerformHTTPRedirection _: HTTPURLResponse, newRequest _: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(_: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let done = take(task) else { return }
        guard error == nil, let response = task.response as? HTTPURLResponse else {
            return done.continuation.resume(
                throwing: FetchError("\(task.path): \(error?.localizedDescription ?? "not an answer of HTTP")"))
        }
        let headers = response.allHeaderFields.map { (String(describing: $0).lowercased(), String(describing: $1)) }
        let answer = HTTPAnswer(
            status: response.statusCode, headers: Dictionary(headers) { first, _ in first }, body: done.body)
        done.continuation.resume(returning: answer)
    }
}

extension URLSessionTask {
    fileprivate var path: String { originalRequest?.url?.path ?? "" }
}
