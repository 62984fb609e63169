"""Google's gRPC client against the server of the tests. Prints `ok NAME` for each check."""
import signal
import sys
import threading
import time

import grpc

signal.alarm(200)
ADDRESS = "unix:" + sys.argv[1]
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
failed = False


def check(name, got, wanted=True):
    global failed
    if got == wanted:
        print(f"ok {name}", flush=True)
    else:
        failed = True
        print(f"FAILED {name}: got {got!r}, wanted {wanted!r}", flush=True)


def connect(*more):
    return grpc.insecure_channel(ADDRESS, OPTIONS + list(more))


channel = connect()


def unary(method, request=b"", on=None, **arguments):
    return (on or channel).unary_unary("/echo.Echo/" + method)(request, timeout=60, **arguments)


def error(method, request=b"", **arguments):
    try:
        return unary(method, request, **arguments)
    except grpc.RpcError as failure:
        return failure


check("unary", unary("Unary", b"hello"), b"hello")
check("empty", unary("Unary", b""), b"")
large = bytes(range(256)) * (10 * 4096)
check("large", unary("Unary", large) == large)
failure = error("Unary", large + b"x")
check("too large", (failure.code(), failure.details()),
      (grpc.StatusCode.INVALID_ARGUMENT, "Request payload size exceeds the limit: 10485760 bytes."))
failure = error("Fail")
check("error", (failure.code(), failure.details(), list(failure.trailing_metadata())),
      (grpc.StatusCode.NOT_FOUND, "no Ö, 100%\nat all",
       [("grpc-status-details-bin", b"\x08\x05\x12\x02no")]))
check("unknown method", error("Nothing").code(), grpc.StatusCode.UNIMPLEMENTED)
reply = unary("Metadata", metadata=(("x-text", "a b"), ("x-bytes-bin", b"\x01\xff")))
# The client rounds its timeout up.
check("metadata", reply in (b"a b [[1, 255]] 60", b"a b [[1, 255]] 61"))

messages = list(channel.unary_stream("/echo.Echo/Stream")(b"2000 10000", timeout=60))
check("stream", (len(messages), {len(m) for m in messages}, messages[0][0], messages[-1][0]),
      (2000, {10000}, 2000 & 255, 1))
stream = channel.unary_stream("/echo.Echo/Stream")(b"1000 20000", timeout=60)
first = next(stream)
time.sleep(0.5)
beside = unary("Unary", b"beside")
check("slow reader", (beside, 1 + sum(1 for _ in stream)), (b"beside", 1000))

sent = [bytes([n & 255]) * (n * 7) for n in range(500)]
got = list(channel.stream_stream("/echo.Echo/Chat")(iter(sent), timeout=60))
check("chat", got == sent)

before = int(unary("Cancelled"))
try:
    channel.unary_unary("/echo.Echo/Wait")(b"", timeout=0.3)
    check("deadline", "an answer")
except grpc.RpcError as failure:
    check("deadline", failure.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
call = channel.unary_unary("/echo.Echo/Wait").future(b"")
endless = channel.unary_stream("/echo.Echo/Stream")(b"1000000 10000", timeout=60)
next(endless)
call.cancel()
endless.cancel()
end = time.monotonic() + 20
while int(unary("Cancelled")) < before + 3 and time.monotonic() < end:
    pass
check("cancel", int(unary("Cancelled")) - before, 3)

failure = error("Unary", b"x" * 5000, compression=grpc.Compression.Gzip)
check("gzip", failure.code(), grpc.StatusCode.UNIMPLEMENTED)

wrong = []


def calls(number):
    for n in range(200):
        body = bytes([number, n & 255]) * (1 + n * number)
        if unary("Unary", body) != body:
            wrong.append((number, n))


threads = [threading.Thread(target=calls, args=(n,)) for n in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
check("many at once", wrong, [])

waiting = channel.unary_unary("/echo.Echo/Wait").future(b"", timeout=3)
answers = [unary("Drain"), unary("Unary", b"again"), unary("Unary", b"and again")]
try:
    waiting.result()
except grpc.RpcError as failure:
    answers.append(failure.code())
check("drain", answers, [b"", b"again", b"and again", grpc.StatusCode.DEADLINE_EXCEEDED])
channel.close()
sys.exit(failed)
