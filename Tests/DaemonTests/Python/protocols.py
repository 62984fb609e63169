"""The files of Protocol/, compiled by protoc without options, in one process with Google's clients."""
import importlib.util
import pathlib
import subprocess
import sys
import tempfile

from scenario import check, finish

PROTOCOL = pathlib.Path(__file__).resolve().parents[3] / "Protocol"


def loaded(path):
    """A module from exactly this file, whatever else has its name."""
    spec = importlib.util.spec_from_file_location("loaded_" + path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


with tempfile.TemporaryDirectory() as out:
    files = sorted(str(path.relative_to(PROTOCOL)) for path in PROTOCOL.rglob("*.proto"))
    done = subprocess.run(["protoc", f"-I{PROTOCOL}", f"--python_out={out}", *files],
                          capture_output=True, text=True)
    check("protoc for Python takes every file", (done.returncode, done.stderr), (0, ""))
    out = pathlib.Path(out)
    # Behind the installed packages, as a program's own directory of generated files may be.
    sys.path.append(str(out))
    import admin_pb2  # noqa: E402
    import menu_pb2  # noqa: E402
    import pos_pb2  # noqa: E402
    import sync_pb2  # noqa: E402
    import ttrpc_pb2  # noqa: E402
    from google.cloud import firestore  # noqa: E402
    from google.cloud.firestore_v1.types import document  # noqa: E402
    from google.rpc import status_pb2  # noqa: E402
    from google.type import latlng_pb2  # noqa: E402

    check("Google's client is there", firestore.Client.__name__, "Client")
    name = document.Document.pb(document.Document()).DESCRIPTOR.full_name
    check("with its own documents", name, "google.firestore.v1.Document")
    response = ttrpc_pb2.Response(status=status_pb2.Status(code=5, message="no"))
    again = ttrpc_pb2.Response.FromString(response.SerializeToString())
    check("an envelope holds Google's status", (again.status.code, again.status.message), (5, "no"))
    check("and ours beside it", [module.DESCRIPTOR.package for module in (
        admin_pb2, menu_pb2, pos_pb2, sync_pb2)], ["posmirror.v1"] * 4)
    # The copies here are Google's files byte for byte, so that a process may even have both.
    for installed, path in ((status_pb2, "google/rpc/status"), (latlng_pb2, "google/type/latlng")):
        copy = loaded(out / f"{path}_pb2.py")
        check(f"{path} is the same", copy.DESCRIPTOR.serialized_pb,
              installed.DESCRIPTOR.serialized_pb)
finish()
