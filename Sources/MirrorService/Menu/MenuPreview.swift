import Serving
import Catalog
import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import Sync
import TTRPC

/// posmirror.v1.Pos/PreviewMenu: the menu from the POS's current data, not stored.
struct MenuPreview: Sendable {
    let engine: SyncEngine
    let catalog: Catalog

    func serve(
        _ request: PreviewMenuRequest, _ stream: ServerStream
    ) throws(Status) {
        try checkOrg(request.orgId)
        // NOT_FOUND for a location that is not there; of another nothing need be stored yet.
        let store = try catalog.presentStore(request.orgId, location: request.locationId)
        let generation: Generation
        do throws(Status) {
            generation = try engine.preview(
                org: request.orgId, location: store?.location ?? request.locationId,
                now: SystemClock.wallMilliseconds())
        } catch {
            throw Status(.failedPrecondition, error.message)
        }
        var menu = MenuStream(generation, inStockOnly: request.inStockOnly)
        while !menu.isAtEnd {
            let bytes = [UInt8](unsafeUninitializedCapacity: MenuStream.roomBytes) { room, count in
                count = menu.fill(UnsafeMutableRawBufferPointer(room))
            }
            if !bytes.isEmpty { try stream.send(bytes) }
        }
    }
}
