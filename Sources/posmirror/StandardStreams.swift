import Glibc

/// The descriptors 0, 1 and 2.
enum StandardStreams {
    /// Opens missing ones on /dev/null, so that no other file gets these numbers and receives
    /// output.
    static func ensureOpen() {
        var number = open("/dev/null", O_RDWR)
        while number >= 0, number <= 2 { number = open("/dev/null", O_RDWR) }
        if number > 2 { close(number) }
    }
}
