"""The messages and enums of a .proto file as Swift types."""
from .names import F, Comments, camel, finish, header, is_raw, swift_name

# Messages that are written by hand in places, in pieces or from memory: their field numbers by name.
NUMBERED = {"MenuItem", "MenuChunk", "MenuUpdate", "QueryMenuReply", "ExplainPriceReply",
            "GetProductRequest", "GetProductReply"}

SCALARS = {
    F.TYPE_STRING: ("String", '""', ".lengthDelimited"),
    F.TYPE_BYTES: ("[UInt8]", "[]", ".lengthDelimited"),
    F.TYPE_INT64: ("Int64", "0", ".varint"),
    F.TYPE_INT32: ("Int32", "0", ".varint"),
    F.TYPE_UINT64: ("UInt64", "0", ".varint"),
    F.TYPE_BOOL: ("Bool", "false", ".varint"),
    F.TYPE_DOUBLE: ("Double", "0", ".fixed64"),
}


class Field:
    def __init__(self, proto, doc):
        self.doc = doc
        self.name = proto.name
        self.swift = camel(proto.name)
        self.number = proto.number
        self.kind = proto.type
        self.repeated = proto.label == F.LABEL_REPEATED
        self.message = proto.type == F.TYPE_MESSAGE and not is_raw(proto.type_name)
        self.raw = proto.type == F.TYPE_MESSAGE and is_raw(proto.type_name)
        self.enum = proto.type == F.TYPE_ENUM
        self.type_name = proto.type_name
        in_oneof = proto.HasField("oneof_index")
        self.optional = not self.repeated and (self.message or self.raw or in_oneof)
        if self.message or self.enum:
            self.base = swift_name(proto.type_name)
            self.default = f"{self.base}()" if self.message else f".{'unknown'}"
        elif self.raw:
            self.base, self.default = "[UInt8]", "[]"
        else:
            self.base, self.default, _ = SCALARS[proto.type]

    def wire(self):
        if self.enum:
            return ".varint"
        return SCALARS[self.kind][2] if self.kind in SCALARS else ".lengthDelimited"

    def declaration(self):
        if self.repeated:
            return f"public var {self.swift}: [{self.base}] = []"
        if self.optional:
            return f"public var {self.swift}: {self.base}?"
        return f"public var {self.swift}: {self.base} = {self.default}"

    def read(self, reader="reader"):
        if self.message:
            return None
        return {
            F.TYPE_STRING: f"try {reader}.string(field: {self.number})",
            F.TYPE_BYTES: f"try {reader}.bytes()",
            F.TYPE_MESSAGE: f"try {reader}.bytes()",
            F.TYPE_INT64: f"Int64(bitPattern: try {reader}.varint())",
            F.TYPE_INT32: f"Int32(truncatingIfNeeded: try {reader}.varint())",
            F.TYPE_UINT64: f"try {reader}.varint()",
            F.TYPE_BOOL: f"try {reader}.varint() != 0",
            F.TYPE_DOUBLE: f"Double(bitPattern: try {reader}.fixed64())",
            F.TYPE_ENUM: f"{self.base}(wire: try {reader}.varint())",
        }[self.kind]

    def decode(self):
        lines = [f"case {self.number}:"]
        packable = self.repeated and self.wire() != ".lengthDelimited"
        if packable:
            lines += [f"    if tag.type == .lengthDelimited {{",
                      f"        var packed = try reader.message()",
                      f"        while packed.remaining > 0 {{",
                      f"            {self.swift}.append({self.read('packed')})",
                      f"        }}",
                      f"        continue",
                      f"    }}"]
        lines.append(f"    try reader.expect({self.wire()}, of: tag)")
        if self.message:
            lines.append("    var inner = try reader.message()")
            start = f"{self.base}()" if self.repeated else f"{self.swift} ?? {self.base}()"
            lines.append(f"    var value = {start}")
            lines.append("    try value.merge(from: &inner)")
            lines.append(f"    {self.swift}.append(value)" if self.repeated
                         else f"    {self.swift} = value")
        elif self.repeated:
            lines.append(f"    {self.swift}.append({self.read()})")
        else:
            lines.append(f"    {self.swift} = {self.read()}")
        return lines

    def write(self, value):
        n = self.number
        if self.message:
            return f"writer.message({n}) {{ {value}.encode(into: &$0) }}"
        return {
            F.TYPE_STRING: f"writer.string({n}, {value})",
            F.TYPE_BYTES: f"writer.lengthDelimited({n}, {value})",
            F.TYPE_MESSAGE: f"writer.lengthDelimited({n}, {value})",
            F.TYPE_INT64: f"writer.int64({n}, {value})",
            F.TYPE_INT32: f"writer.int64({n}, Int64({value}))",
            F.TYPE_UINT64: f"writer.uint64({n}, {value})",
            F.TYPE_BOOL: f"writer.bool({n}, {value})",
            F.TYPE_DOUBLE: f"writer.double({n}, {value})",
            F.TYPE_ENUM: f"writer.int64({n}, Int64({value}.rawValue))",
        }[self.kind]

    def encode(self):
        if self.repeated:
            return f"for value in {self.swift} {{ {self.write('value')} }}"
        if self.optional:
            name = self.swift.strip("`")
            return f"if let {self.swift} {{ {self.write(name)} }}"
        test = {F.TYPE_STRING: f"!{self.swift}.isEmpty", F.TYPE_BYTES: f"!{self.swift}.isEmpty",
                F.TYPE_BOOL: self.swift, F.TYPE_ENUM: f"{self.swift}.rawValue != 0",
                F.TYPE_DOUBLE: f"{self.swift}.bitPattern != 0"}.get(self.kind, f"{self.swift} != 0")
        return f"if {test} {{ {self.write(self.swift)} }}"

    def json(self):
        if self.raw:
            return None
        if self.repeated:
            return (f'writer.array("{self.name}", {self.swift}) '
                    f"{{ writer, value in writer.value(value) }}")
        if self.optional:
            return f'if let {self.swift} {{ writer.member("{self.name}", {self.swift}) }}'
        return f'writer.member("{self.name}", {self.swift})'


def emit_enum(enum, name, comments, path, out):
    out += comments.lines(path, "")
    out.append(f"public enum {name}: Int32, WireEnum, CaseIterable {{")
    cases = []
    for i, value in enumerate(enum.value):
        prefix = common_prefix([v.name for v in enum.value])
        case = camel(value.name[len(prefix):].lower())
        cases.append((case, value.name, value.number))
        out += comments.lines(path + [2, i], "    ")
        out.append(f"    case {case} = {value.number}")
    out += ["", "    /// The name in the .proto file.", "    public var protoName: String {",
            "        switch self {"]
    for case, proto, _ in cases:
        out.append(f'        case .{case}: "{proto}"')
    out += ["        }", "    }", "}", ""]
    return cases[0][0]


def common_prefix(names):
    prefix = names[0]
    for name in names:
        while not name.startswith(prefix):
            prefix = prefix[:-1]
    return prefix[:prefix.rfind("_") + 1] if "_" in prefix else ""


def emit_message(message, name, comments, path, enum_defaults, out):
    for i, enum in enumerate(message.enum_type):
        enum_name = f"{name}{enum.name}"
        enum_defaults[enum_name] = emit_enum(enum, enum_name, comments, path + [4, i], out)
    fields = []
    for i, proto in enumerate(message.field):
        fields.append(Field(proto, comments.lines(path + [2, i], "    ")))
    out += comments.lines(path, "")
    out.append(f"public struct {name}: MirrorMessage {{")
    for field in fields:
        if field.enum:
            field.default = f".{enum_defaults[field.base]}"
        out += field.doc
        out.append(f"    {field.declaration()}")
    out += ["", "    public init() {}", ""]
    head = "    public mutating func merge(from reader: inout WireReader) throws(WireError) {"
    out += [head, "        while let tag = try reader.nextField() {"]
    if fields:
        out.append("            switch tag.number {")
        for field in fields:
            out += ["            " + line for line in field.decode()]
        out += ["            default:", "                try reader.skip(tag.type)",
                "            }"]
    else:
        out.append("            try reader.skip(tag.type)")
    out += ["        }", "    }", "", "    public func encode(into writer: inout WireWriter) {"]
    out += [f"        {field.encode()}" for field in sorted(fields, key=lambda f: f.number)]
    out += ["    }", "", "    public func members(into writer: inout JSONWriter) {"]
    out += [f"        {line}" for line in (field.json() for field in fields) if line]
    out += ["    }", "}", ""]
    if name in NUMBERED:
        out += numbers(name, fields)


def numbers(name, fields):
    out = [f"extension {name} {{", "    /// The numbers of the fields on the wire.",
           "    public enum Number {"]
    out += [f"        public static let {field.swift}: UInt32 = {field.number}"
            for field in sorted(fields, key=lambda f: f.number)]
    return out + ["    }", "}", ""]


def generate(file):
    """Yields (type name, Swift text) for every enum and message of a .proto file."""
    comments, defaults = Comments(file), {}
    for i, enum in enumerate(file.enum_type):
        out = header(file, "ProtobufWire")
        defaults[enum.name] = emit_enum(enum, enum.name, comments, [5, i], out)
        yield enum.name, finish(out)
    for i, message in enumerate(file.message_type):
        type_name = f".{file.package}.{message.name}"
        if message.options.map_entry or is_raw(type_name):
            continue
        out, name = header(file, "JSON", "ProtobufWire"), swift_name(type_name)
        emit_message(message, name, comments, [4, i], defaults, out)
        yield name, finish(out)
