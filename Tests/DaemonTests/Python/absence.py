"""What a gRPC client sees where the daemon goes away and comes back."""
import sys

import grpc

from scenario import bridge, check, finish

channel = grpc.insecure_channel(bridge())
ask = channel.unary_unary("/grpc.health.v1.Health/Check")
watch = channel.unary_stream("/grpc.health.v1.Health/Watch")
SERVING = b"\x08\x01"


def status(call):
    try:
        return "OK", call()
    except grpc.RpcError as error:
        return error.code().name, error.details()


def until_gone():
    """Prints `ok a stream` and then waits for the daemon's end."""
    call = watch(b"")
    check("a stream", next(call), SERVING)
    code, text = status(lambda: next(call))
    check("ends with the daemon", (code, "ended the connection" in text), ("UNAVAILABLE", True))


def without():
    code, text = status(lambda: ask(b""))
    check("without a daemon", (code, "start posmirrord" in text), ("UNAVAILABLE", True))


def again():
    check("with a new daemon", ask(b""), SERVING)


{"until-gone": until_gone, "without": without, "again": again}[sys.argv[1]]()
channel.close()
finish()
