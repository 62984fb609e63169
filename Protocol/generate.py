#!/usr/bin/env python3
"""Writes Sources/MirrorMessages/Generated/*.swift from the .proto files here and below.

Needs protoc and the Python package protobuf. `generate.py --check` writes nothing and exits 1
where a generated file is not what the protos say. Run it after every change of a .proto file.
"""
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "Sources" / "MirrorMessages" / "Generated"
F = descriptor_pb2.FieldDescriptorProto
# Messages that FirestoreModel reads and writes itself: here they stay bytes.
RAW_PACKAGE = ".google.firestore.v1."
RAW_SUFFIXES = ("Request", "Response")
# The pieces of names that Swift spells in one way only.
SWIFT_KEYWORDS = {"where", "in", "is", "as", "default", "self", "operator", "repeat", "case"}

SCALARS = {
    F.TYPE_STRING: ("String", '""', ".lengthDelimited"),
    F.TYPE_BYTES: ("[UInt8]", "[]", ".lengthDelimited"),
    F.TYPE_INT64: ("Int64", "0", ".varint"),
    F.TYPE_INT32: ("Int32", "0", ".varint"),
    F.TYPE_UINT64: ("UInt64", "0", ".varint"),
    F.TYPE_BOOL: ("Bool", "false", ".varint"),
    F.TYPE_DOUBLE: ("Double", "0", ".fixed64"),
}


def camel(name):
    first, *rest = name.split("_")
    word = first + "".join(part[:1].upper() + part[1:] for part in rest)
    return f"`{word}`" if word in SWIFT_KEYWORDS else word


def is_raw(type_name):
    if type_name == ".google.protobuf.Any":
        return True
    return type_name.startswith(RAW_PACKAGE) and not type_name.endswith(RAW_SUFFIXES)


def swift_name(type_name):
    known = {".google.protobuf.Timestamp": "WireTimestamp",
             ".google.protobuf.Int32Value": "WireInt32Value",
             ".google.rpc.Status": "RPCStatus",
             ".ttrpc.Request": "TTRPCRequest", ".ttrpc.Response": "TTRPCResponse",
             ".ttrpc.KeyValue": "TTRPCKeyValue"}
    if type_name in known:
        return known[type_name]
    return "".join(part for part in type_name.split(".") if part[:1].isupper())


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


class Comments:
    def __init__(self, file):
        self.by_path = {tuple(l.path): l.leading_comments for l in file.source_code_info.location}

    def lines(self, path, indent):
        text = self.by_path.get(tuple(path), "").strip()
        return [f"{indent}/// {line.strip()}".rstrip() for line in text.splitlines()] if text else []


def words(name):
    out = ""
    for i, letter in enumerate(name):
        out += (" " if i and letter.isupper() and not name[i - 1].isupper() else "") + letter
    return out[:1].upper() + out[1:].lower() if out else out


def emit_enum(enum, name, comments, path, out):
    out += comments.lines(path, "") or [f"/// {words(name)}."]
    out.append(f"public enum {name}: Int32, WireEnum, CaseIterable {{")
    cases = []
    for value in enum.value:
        prefix = common_prefix([v.name for v in enum.value])
        case = camel(value.name[len(prefix):].lower())
        cases.append((case, value.name, value.number))
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
    out += comments.lines(path, "") or [f"/// {words(name)}."]
    out.append(f"public struct {name}: MirrorMessage {{")
    for field in fields:
        if field.enum:
            field.default = f".{enum_defaults[field.base]}"
        out += field.doc or [f"    /// {words(camel(field.name).strip('`'))}."]
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


def header(file):
    return [f"// Written by Protocol/generate.py from Protocol/{file.name}; change that file instead.",
            "", "import ProtobufWire", ""]


def generate(file):
    """Yields (type name, Swift text) for every enum and message of a .proto file."""
    comments, defaults = Comments(file), {}
    for i, enum in enumerate(file.enum_type):
        out = header(file)
        defaults[enum.name] = emit_enum(enum, enum.name, comments, [5, i], out)
        yield enum.name, finish(out)
    for i, message in enumerate(file.message_type):
        type_name = f".{file.package}.{message.name}"
        if message.options.map_entry or is_raw(type_name):
            continue
        out, name = header(file), swift_name(type_name)
        emit_message(message, name, comments, [4, i], defaults, out)
        yield name, finish(out)


def finish(lines):
    return "\n".join(lines).rstrip("\n") + "\n"


def main():
    protos = sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*.proto"))
    with tempfile.NamedTemporaryFile() as set_file:
        subprocess.run(["protoc", f"-I{HERE}", "-I/usr/include", "--include_source_info",
                        f"--descriptor_set_out={set_file.name}", *protos], check=True, cwd=HERE)
        files = descriptor_pb2.FileDescriptorSet.FromString(
            pathlib.Path(set_file.name).read_bytes())
    wanted = {f"{name}.swift": text for file in files.file
              if file.package not in ("google.type", "ttrpc") for name, text in generate(file)}
    present = {p.name: p.read_text() for p in OUT.glob("*.swift")} if OUT.exists() else {}
    if "--check" in sys.argv:
        stale = sorted(n for n in wanted.keys() | present.keys() if wanted.get(n) != present.get(n))
        sys.exit("stale, run Protocol/generate.py: " + ", ".join(stale) if stale else 0)
    OUT.mkdir(parents=True, exist_ok=True)
    for name in present.keys() - wanted.keys():
        (OUT / name).unlink()
    for name, text in wanted.items():
        (OUT / name).write_text(text)


if __name__ == "__main__":
    main()
