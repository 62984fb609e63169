import LinuxSystem
import MirrorClient
import MirrorMessages

/// A WatchMenu stream whose versions must never fall.
final class MenuProbe {
    private let versions = Guarded<[UInt64]>([])
    private var thread: SystemThread?
    private var client: MirrorClient?

    func start(_ scene: Scene) {
        guard let client = try? scene.connect() else { return }
        self.client = client
        versions.change { $0 = [] }
        thread = SystemThread(name: "torture-menu") { [versions] in
            var request = WatchMenuRequest()
            request.orgId = Scene.org
            // It ends with the daemon.
            try? client.stream(MenuCall.watchMenu, request, endless: true) {
                (update: MenuUpdate) in
                versions.change { $0.append(update.version) }
            }
        }
    }

    /// Ends it; a find where a version fell.
    func stop() -> [Find] {
        client?.close()
        thread?.join()
        (thread, client) = (nil, nil)
        let seen = versions.value
        return seen == seen.sorted() ? [] : [Find(.wrong, "versions of the menu fell: \(seen)")]
    }
}
