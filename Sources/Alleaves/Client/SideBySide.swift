import Glibc
import Synchronization

/// Runs blocking work on several threads of its own, away from any shared pool.
enum SideBySide {
    /// Calls `body` for 0..<count, at most `threads` at a time, and returns when all are done. The
    /// calling thread works too, so no thread need be had.
    static func run(_ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let work = Work(count: count, body: body)
        var started: [pthread_t] = []
        for _ in 1..<max(1, min(threads, count)) {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(work)
            let code = pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Work>.fromOpaque(context).takeRetainedValue().drain()
                    return nil
                }, context.toOpaque())
            guard code == 0 else {
                context.release()
                break
            }
            started.append(thread)
        }
        work.drain()
        for thread in started { pthread_join(thread, nil) }
    }

    private final class Work: Sendable {
        private let next = Atomic<Int>(0)
        private let count: Int
        private let body: @Sendable (Int) -> Void

        init(count: Int, body: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.body = body
        }

        func drain() {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index)
            }
        }
    }
}
