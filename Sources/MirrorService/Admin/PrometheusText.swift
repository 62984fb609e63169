/// Writes metrics in the text format of Prometheus ("Exposition formats").
///
/// A family is written at once, so that HELP and TYPE appear once, before its samples.
struct PrometheusText {
    enum Kind: String {
        case counter, gauge
    }

    /// A value with its labels.
    struct Sample {
        var labels: [(name: String, value: String)] = []
        var value: UInt64
    }

    private(set) var text = ""

    /// Adds a family; `name` needs no escaping, label values may be any text.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        let name = "posmirror_\(name)"
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
            let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
            text += "\(name)\(list) \(sample.value)\n"
        }
    }

    /// Adds a family of one value.
    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: UInt64) {
        add(name, kind, help, [Sample(value: value)])
    }

    /// By scalars, since a carriage return and a newline are one character.
    static func escaped(_ value: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            case "\"": result.append(contentsOf: "\\\"".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
