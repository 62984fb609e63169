"""What the messages of the protos are called in Swift."""
from google.protobuf import descriptor_pb2

F = descriptor_pb2.FieldDescriptorProto
# Messages that FirestoreModel reads and writes itself: in MirrorMessages they stay bytes.
RAW_PACKAGE = ".google.firestore.v1."
RAW_SUFFIXES = ("Request", "Response")
# The pieces of names that Swift spells in one way only.
SWIFT_KEYWORDS = {"where", "in", "is", "as", "default", "self", "operator", "repeat", "case"}


def camel(name):
    first, *rest = name.split("_")
    word = first + "".join(part[:1].upper() + part[1:] for part in rest)
    return f"`{word}`" if word in SWIFT_KEYWORDS else word


def is_raw(type_name):
    if type_name in (".google.protobuf.Any", ".google.protobuf.Empty"):
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


class Comments:
    """The comments of a .proto file, by the paths of what they stand before."""

    def __init__(self, file):
        self.by_path = {tuple(l.path): l.leading_comments for l in file.source_code_info.location}

    def lines(self, path, indent):
        text = self.by_path.get(tuple(path), "").strip()
        return [f"{indent}/// {line.strip()}".rstrip() for line in text.splitlines()] if text else []


def header(file, *imports):
    return [f"// Written by Protocol/generate.py from Protocol/{file.name}; change that file instead.",
            "", *(f"import {name}" for name in imports), *([""] if imports else [])]


def finish(lines):
    return "\n".join(lines).rstrip("\n") + "\n"
