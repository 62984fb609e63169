#!/usr/bin/env python3
"""Writes the Generated folders below Sources/ from the .proto files here and below.

MirrorMessages gets a type for every message, enum and service (the methods with their messages and
whom they are for); FirestoreModel, which reads and writes the messages of documents itself, gets
their field numbers. Needs protoc and the Python package protobuf. `generate.py --check` writes
nothing and exits 1 where a generated file is not what the protos say. Run it after every change of
a .proto file.
"""
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

from generator import messages, methods, numbers
from generator.names import camel

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = HERE.parent / "Sources"


def described():
    """Every .proto file as protoc understands it."""
    protos = sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*.proto"))
    with tempfile.NamedTemporaryFile() as set_file:
        subprocess.run(["protoc", f"-I{HERE}", "-I/usr/include", "--include_source_info",
                        f"--descriptor_set_out={set_file.name}", *protos], check=True, cwd=HERE)
        return descriptor_pb2.FileDescriptorSet.FromString(
            pathlib.Path(set_file.name).read_bytes()).file


def case_names(files, name):
    """The Swift cases of an enum of posmirror.v1 by number."""
    enum = next(e for file in files for e in file.enum_type if e.name == name)
    prefix = len("METHOD_ACCESS_" if name == "MethodAccess" else "METHOD_WORK_")
    return {value.number: camel(value.name[prefix:].lower()) for value in enum.value}


def wanted(files):
    """The text of every generated file, by its path below Sources/."""
    access, work = (case_names(files, name) for name in ("MethodAccess", "MethodWork"))
    requests = {f".{file.package}.{m.name}": m for file in files for m in file.message_type}
    texts = {}
    for file in files:
        if file.package in ("google.type", "ttrpc"):
            continue
        made = [*messages.generate(file), *methods.generate(file, access, work, requests)]
        texts |= {f"MirrorMessages/Generated/{name}.swift": text for name, text in made}
        if file.package == "google.firestore.v1":
            texts |= {f"FirestoreModel/Generated/{name}.swift": text
                      for name, text in numbers.generate(file)}
    return texts


def main():
    texts = wanted(described())
    present = {str(path.relative_to(SOURCES)): path.read_text()
               for path in SOURCES.glob("*/Generated/*.swift")}
    if "--check" in sys.argv:
        stale = sorted(n for n in texts.keys() | present.keys() if texts.get(n) != present.get(n))
        sys.exit("stale, run Protocol/generate.py: " + ", ".join(stale) if stale else 0)
    for path in present.keys() - texts.keys():
        (SOURCES / path).unlink()
    for path, text in texts.items():
        if present.get(path) != text:
            (SOURCES / path).parent.mkdir(parents=True, exist_ok=True)
            (SOURCES / path).write_text(text)


if __name__ == "__main__":
    main()
