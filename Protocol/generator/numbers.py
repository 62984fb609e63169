"""The field numbers of the messages that FirestoreModel reads and writes itself."""
from .names import camel, finish, is_raw

# Responses that FirestoreModel reads and writes as well, in a form of its own.
ALSO = {"ListenResponse"}


def emit(message, indent):
    out = [f"{indent}package enum {message.name} {{"]
    inner = indent + "    "
    for field in sorted(message.field, key=lambda f: f.number):
        out.append(f"{inner}package static let {camel(field.name)}: UInt32 = {field.number}")
    for nested in message.nested_type:
        if not nested.options.map_entry and nested.field:
            out += emit(nested, inner)
    return out + [f"{indent}}}"]


def generate(file):
    """Yields the one file of a package's numbers."""
    out = [f"// Written by Protocol/generate.py from Protocol/{file.name}; change that file instead.",
           "", f"/// The field numbers of `{file.package}`, of the messages that this module reads and",
           "/// writes itself.", "package enum FieldNumber {"]
    for message in file.message_type:
        raw = is_raw(f".{file.package}.{message.name}") or message.name in ALSO
        if raw and message.field:
            out += emit(message, "    ")
    yield "FieldNumber", finish(out + ["}"])
