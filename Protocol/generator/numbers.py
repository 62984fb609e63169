"""The field numbers of the messages that FirestoreModel reads and writes itself.

Not the messages. What that module has is not what a .proto file describes: a Value is read in place
and never made into a struct (every document passes through it); a Write, a precondition, a filter
or a transaction's options are Swift enums with the oneof's cases and their contents, so that what
cannot be is not representable; a projection keeps "none" apart from "empty"; references to fields
are texts, wrapped numbers optionals. Generated structs would stand between the bytes and these:
about as many lines again as the 1,100 by hand, a conversion of each (some 400 lines), and a copy of
every document that a commit brings. The numbers are what the two must agree in; and Google's own
client reads and writes through all of them in Tests/DaemonTests/GoogleClientTests.
"""
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
