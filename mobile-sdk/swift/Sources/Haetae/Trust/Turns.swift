/// One after the other, in the order of their calls.
actor Turns {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Waits until everyone before has ended.
    func begin() async {
        if isTaken { await withCheckedContinuation { waiting.append($0) } }
        isTaken = true
    }

    func end() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}

/// Ends a wait early.
actor Alarm {
    private var sleepers: [CheckedContinuation<Void, Never>] = []
    private var hasRung = false

    /// Ends the wait, or the next one if there is none.
    func ring() {
        hasRung = sleepers.isEmpty
        for sleeper in sleepers { sleeper.resume() }
        sleepers = []
    }

    /// Waits for so many seconds, for the alarm, or until the task is cancelled.
    func wait(atMost seconds: Double) async {
        let timer = Task {
            try await Task.sleep(nanoseconds: UInt64(seconds * 1_000_000_000))
            ring()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if hasRung || Task.isCancelled { continuation.resume() } else { sleepers.append(continuation) }
            }
        } onCancel: {
            Task { await ring() }
        }
        hasRung = false
        timer.cancel()
    }
}
