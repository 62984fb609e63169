import Glibc

/// The descriptors 0, 1 and 2.
enum StandardStreams {
    /// Fills gaps that the parent left with /dev/null, so that nothing else gets those numbers
    /// and output cannot end up in a socket or a file.
    static func ensureOpen() {
        var number = open("/dev/null", O_RDWR)
        while number >= 0, number <= 2 { number = open("/dev/null", O_RDWR) }
        if number > 2 { close(number) }
    }
}
