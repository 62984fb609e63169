"""Every service of the daemon over plain gRPC: menus, health, documents, statuses, deadlines."""
import pathlib
import subprocess
import sys
import tempfile

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from scenario import bridge, check, finish

PROTOCOL = pathlib.Path(__file__).resolve().parents[3] / "Protocol"
ORG = sys.argv[1]
ROOT = "projects/demo/databases/(default)/documents"
channel = grpc.insecure_channel(bridge())


def compiled():
    """The messages of all files in Protocol, by full name."""
    with tempfile.NamedTemporaryFile() as file:
        protos = sorted(str(path.relative_to(PROTOCOL)) for path in PROTOCOL.rglob("*.proto"))
        subprocess.run(
            ["protoc", f"-I{PROTOCOL}", "--include_imports", f"--descriptor_set_out={file.name}",
             *protos], check=True)
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for proto in files.file:
        pool.Add(proto)
    return message_factory.GetMessageClassesForFiles([proto.name for proto in files.file], pool)


messages = compiled()


def stub(kind, service, method, request, reply):
    """A callable for one method, as generated stubs make it."""
    return getattr(channel, kind)(
        f"/{service}/{method}", request_serializer=messages[request].SerializeToString,
        response_deserializer=messages[reply].FromString)


def message(kind, /, **fields):
    return messages[kind](**fields)


def status(call):
    """The name of the status that `call` fails with, and its text."""
    try:
        return "OK", call()
    except grpc.RpcError as error:
        return error.code().name, error.details()


def menus():
    get = stub("unary_stream", "posmirror.v1.Menu", "GetMenu",
               "posmirror.v1.GetMenuRequest", "posmirror.v1.MenuChunk")
    items = [item for chunk in get(message("posmirror.v1.GetMenuRequest", org_id=ORG))
             for item in chunk.items]
    check("a menu", (len(items), all(item.price_cents > 0 for item in items)), (60, True))
    one = stub("unary_unary", "posmirror.v1.Menu", "GetProduct",
               "posmirror.v1.GetProductRequest", "posmirror.v1.GetProductReply")
    wanted = message("posmirror.v1.GetProductRequest", org_id=ORG, product_id=items[0].id)
    check("a product of it", one(wanted).item, items[0])
    wanted.product_id = "nobody"
    check("a product that is not there", status(lambda: one(wanted))[0], "NOT_FOUND")


def documents():
    update = stub("unary_unary", "google.firestore.v1.Firestore", "UpdateDocument",
                  "google.firestore.v1.UpdateDocumentRequest", "google.firestore.v1.Document")
    get = stub("unary_unary", "google.firestore.v1.Firestore", "GetDocument",
               "google.firestore.v1.GetDocumentRequest", "google.firestore.v1.Document")
    delete = stub("unary_unary", "google.firestore.v1.Firestore", "DeleteDocument",
                  "google.firestore.v1.DeleteDocumentRequest", "google.protobuf.Empty")
    name = f"{ROOT}/notes/one"
    request = message("google.firestore.v1.UpdateDocumentRequest")
    request.document.name = name
    request.document.fields["text"].string_value = "x" * 1_000_000
    written = update(request)
    check("a document of a megabyte",
          get(message("google.firestore.v1.GetDocumentRequest", name=name)), written)
    gone = delete(message("google.firestore.v1.DeleteDocumentRequest", name=name))
    check("an empty answer is an answer", gone, message("google.protobuf.Empty"))
    code, text = status(lambda: get(message("google.firestore.v1.GetDocumentRequest", name=name)))
    check("a status with its text", (code, "notes/one" in text), ("NOT_FOUND", True))
    request.document.fields["text"].string_value = "x" * 5_000_000
    check("a message that fits no frame", status(lambda: update(request))[0], "RESOURCE_EXHAUSTED")
    check("malformed bytes", status(lambda: channel.unary_unary(
        "/google.firestore.v1.Firestore/GetDocument")(b"\xff\xff"))[0], "INVALID_ARGUMENT")
    check("a method that is not there",
          status(lambda: channel.unary_unary("/a.b.C/D")(b""))[0], "UNIMPLEMENTED")


def health():
    ask = stub("unary_unary", "grpc.health.v1.Health", "Check",
               "grpc.health.v1.HealthCheckRequest", "grpc.health.v1.HealthCheckResponse")
    request = message("grpc.health.v1.HealthCheckRequest", service="posmirror.v1.Menu")
    check("health", ask(request).status, 1)
    watch = stub("unary_stream", "grpc.health.v1.Health", "Watch",
                 "grpc.health.v1.HealthCheckRequest", "grpc.health.v1.HealthCheckResponse")
    call = watch(request, timeout=0.5)
    check("a stream before its deadline", next(call).status, 1)
    check("and at it", status(lambda: next(call))[0], "DEADLINE_EXCEEDED")
    calls = [watch(request) for _ in range(100)]
    check("a hundred streams at once", {next(call).status for call in calls}, {1})
    for call in calls:
        call.cancel()
    check("cancelled ones are over", {status(lambda: next(call))[0] for call in calls},
          {"CANCELLED"})


menus()
documents()
health()
channel.close()
finish()
