import Glibc

/// A file system in memory of a certain size. Needs root.
final class SmallDisk {
    let path: String

    /// Mounts it at `path`, which is made; nil where this user may not.
    init?(_ path: String, kilobytes: Int) {
        self.path = path
        Glibc.mkdir(path, 0o700)
        guard Glibc.mount("torture", path, "tmpfs", 0, Self.options(kilobytes)) == 0 else {
            rmdir(path)
            return nil
        }
    }

    func resize(kilobytes: Int) -> Bool {
        Glibc.mount("torture", path, "tmpfs", UInt(MS_REMOUNT), Self.options(kilobytes))
            == 0
    }

    /// Takes it away with all that is in it.
    func unmount() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }

    private static func options(_ kilobytes: Int) -> String { "size=\(kilobytes)k,mode=0700" }
}
