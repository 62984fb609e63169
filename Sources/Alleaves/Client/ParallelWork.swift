import Glibc
import Synchronization

/// Runs blocking work on several threads of its own, outside of shared pools.
enum ParallelWork {
    /// Calls `body` for 0..<count on at most `threads` threads, and returns when all calls have.
    /// The calling thread takes part, so it works without any further thread.
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
