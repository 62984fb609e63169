import CivilTime
import Randomness

/// Writes rows of batches (Protocol/alleaves.md, Batches and areas). The tag is secret, like the
/// package label.
struct BatchWriter: Sendable {
    let rows: InventoryRowWriter

    func write(_ row: GeneratedRow, seed: UInt64, to out: ByteBuffer) {
        var random = SeededRandom(seed: seed, stream: 6, index: row.idBatch)
        out.text(#"{"id_batch":"#)
        out.integer(row.idBatch)
        out.text(#","id_item":"#)
        out.integer(InventoryGenerator.idFirst + row.item.index)
        out.text(#","item":""#)
        rows.writeName(row.item, to: out)
        out.text(#"","tag":null,"metrc_tag":"#)
        if row.hasLabel {
            out.text(#""SECRET-METRC-"#)
            out.padded(row.idBatch, width: 11)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(#","batch_tag":null,"barcode":"#)
        if random.chance(60, of: 100) {
            out.text(#""086"#)
            out.padded(row.idBatch, width: 9)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        writeDates(row, to: out)
        writePotency(row, &random, to: out)
        writePlace(row, to: out)
        writeStrain(row, &random, to: out)
    }

    private func writeDates(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","status":"open","id_status":1,"date_expire":"#)
        if let expires = row.expires {
            out.byte(0x22)
            out.date(expires)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(#","date_production":null,"date_harvest":null,"date_package":""#)
        out.date(row.received.adding(-20))
        out.text(#"","quantity":"#)
        out.integer(row.stock.onHand)
        out.text(#","on_hand":"#)
        out.integer(row.stock.onHand)
        out.text(#","available":"#)
        out.integer(row.stock.available)
    }

    private func writePotency(
        _ row: GeneratedRow, _ random: inout SeededRandom, to out: ByteBuffer
    ) {
        out.text(#","thc_mg":"#)
        out.decimalOrNull(random.chance(10, of: 100) ? random.below(10_000) : nil, places: 2)
        out.text(#","cbd_mg":"#)
        out.integerOrNull(random.chance(5, of: 100) ? random.below(100) : nil)
    }

    private func writePlace(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","id_area":"#)
        out.integerOrNull(row.stock.area?.rawValue)
        out.text(#","area":"#)
        if let area = row.stock.area {
            out.byte(0x22)
            out.text(AreaText.title(area))
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(#","area_name":null,"id_location":"#)
        out.integer(InventoryGenerator.idFirst + row.location)
    }

    private func writeStrain(
        _ row: GeneratedRow, _ random: inout SeededRandom, to out: ByteBuffer
    ) {
        guard row.item.hasStrain, random.chance(50, of: 100) else {
            return out.text(#","terpenes":[],"strain_type":null,"effects":[]}"#)
        }
        out.text(#","terpenes":[{"name":"Myrcene","percentage":"#)
        out.decimal(random.below(300), places: 2)
        out.text(#"},{"name":"Limonene","percentage":"#)
        out.decimal(random.below(200), places: 2)
        out.text(#"}],"strain_type":"#)
        switch random.below(3) {
        case 0: out.text(#""indica""#)
        case 1: out.text(#""sativa""#)
        default: out.text(#""hybrid""#)
        }
        out.text(#","effects":["Relaxed","Happy"]}"#)
    }
}
