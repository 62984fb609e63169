"""h2, a strict HTTP/2 peer, against the server of the tests. Prints `ok NAME` for each check."""
import signal
import socket
import struct
import sys

import h2.config
import h2.connection
import h2.events
import h2.settings
import hyperframe.frame

signal.alarm(100)
failed = False


def check(name, got, wanted=True):
    global failed
    if got == wanted:
        print(f"ok {name}", flush=True)
    else:
        failed = True
        print(f"FAILED {name}: got {got!r}, wanted {wanted!r}", flush=True)


def framed(message):
    return b"\0" + struct.pack(">I", len(message)) + message


class Client:
    def __init__(self, settings=None):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(sys.argv[1])
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
        self.h2.initiate_connection()
        if settings:
            self.h2.update_settings(settings)
        self.events = []
        self.data = {}
        self.headers = {}
        self.ended = set()
        self.auto = True
        self.send()

    def send(self):
        self.socket.sendall(self.h2.data_to_send())

    def read(self):
        """One read; its events."""
        received = self.socket.recv(65536)
        if not received:
            raise EOFError("the server has closed")
        events = self.h2.receive_data(received)
        for event in events:
            if isinstance(event, h2.events.DataReceived):
                self.data.setdefault(event.stream_id, bytearray()).extend(event.data)
                if self.auto and event.flow_controlled_length:
                    self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                self.headers.setdefault(event.stream_id, []).append(
                    [(n.decode(), v.decode()) for n, v in event.headers])
            elif isinstance(event, h2.events.StreamEnded):
                self.ended.add(event.stream_id)
        self.events += events
        self.send()
        return events

    def until(self, kind, **values):
        """Reads until an event of a kind; it."""
        while True:
            for event in self.events:
                if isinstance(event, kind) and all(
                        getattr(event, name) == value for name, value in values.items()):
                    return event
            self.read()

    def open(self, method, more=(), ends=False, **arguments):
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, [
            (":method", "POST"), (":scheme", "http"), (":path", f"/echo.Echo/{method}"),
            (":authority", "localhost"), ("te", "trailers"),
            ("content-type", "application/grpc"), *more], end_stream=ends, **arguments)
        self.send()
        return stream

    def write(self, stream, body, ends=True, padding=None):
        """Sends a body as the server's windows allow."""
        while True:
            count = min(len(body), self.h2.local_flow_control_window(stream) - (padding or 0) - 1,
                        self.h2.max_outbound_frame_size - 1 - (padding or 0))
            if count > 0 or not body:
                part, body = body[:count], body[count:]
                self.h2.send_data(stream, part, end_stream=ends and not body, pad_length=padding)
                self.send()
                if not body:
                    return
            else:
                self.read()

    def call(self, method, message, **arguments):
        stream = self.open(method)
        self.write(stream, framed(message), **arguments)
        return self.result(stream)

    def result(self, stream):
        while stream not in self.ended:
            self.read()
        body = bytes(self.data.get(stream, b""))
        status = dict(self.headers[stream][-1]).get("grpc-status")
        return body[5:] if body else b"", status


client = Client()
client.until(h2.events.RemoteSettingsChanged)
client.until(h2.events.SettingsAcknowledged)
check("settings", (client.h2.remote_settings.max_concurrent_streams,
                   client.h2.remote_settings.initial_window_size), (1024, 256 << 10))
check("unary", [client.call("Unary", b"hello"), client.call("Unary", b"hello")],
      [(b"hello", "0")] * 2)

# 100 bytes for a stream, and 10 more with each read.
small = Client({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: 100})
message = bytes(range(256)) * 8
check("small windows", small.call("Unary", message), (message, "0"))

stream = client.open("Unary", priority_weight=16, priority_depends_on=0, priority_exclusive=False)
client.h2.prioritize(stream, weight=200)
client.write(stream, framed(b"p" * 40000), padding=100)
check("padding and priority", client.result(stream), (b"p" * 40000, "0"))

# Random-looking text, which Huffman's code makes longer: more than one frame.
noise = "".join(chr(33 + (n * n * 7919 + n) % 94) for n in range(12000)).replace(":", ";")
stream = client.open("Metadata", [("x-text", "t"), ("x-noise", noise)])
client.write(stream, b"")
check("continuation", client.result(stream), (b"t [] 0", "0"))

results = []
for size in (0, 4096, 60, 100, 65536, 0):
    client.h2.update_settings({h2.settings.SettingCodes.HEADER_TABLE_SIZE: size})
    client.send()
    results.append(client.call("Unary", b"x"))
    results.append(client.call("Unary", b"x"))
check("table sizes", results, [(b"x", "0")] * 12)

client.h2.ping(b"12345678")
client.send()
check("ping", client.until(h2.events.PingAckReceived).ping_data, b"12345678")

stream = client.open("Wait", ends=True)
client.h2.reset_stream(stream)
client.send()
check("reset", (client.call("Cancelled", b""), client.call("Unary", b"y")),
      ((b"1", "0"), (b"y", "0")))

# The answer comes before the request has ended; h2 sees the end and the reset behind it.
stream = client.open("Fail")
client.until(h2.events.StreamReset, stream_id=stream)
status = dict(client.headers[stream][-1])
check("early answer", (stream in client.ended, status["grpc-status"], status["grpc-message"]),
      (True, "5", "no %C3%96, 100%25%0Aat all"))

streams = [client.open("Unary") for _ in range(300)]
for stream in streams:
    client.write(stream, framed(stream.to_bytes(4, "big") * 300))
check("many streams", [client.result(s) == (s.to_bytes(4, "big") * 300, "0") for s in streams],
      [True] * 300)

# h2 takes the first GOAWAY for the end, so the frames are read here.
last = client.open("Unary")
stream = client.open("Drain", ends=True)
received = b""


def frame():
    """The server's next frame; None at the end."""
    global received
    while len(received) < 9 or len(received) < 9 + int.from_bytes(received[:3], "big"):
        more = client.socket.recv(65536)
        if not more:
            return None
        received += more
    head, length = hyperframe.frame.Frame.parse_frame_header(memoryview(received[:9]))
    head.parse_body(memoryview(received[9:9 + length]))
    received = received[9 + length:]
    return head


going, ping = frame(), frame()
said = [(going.last_stream_id, going.error_code), "ACK" in ping.flags]
while "END_STREAM" not in frame().flags:
    pass
client.socket.sendall(
    hyperframe.frame.PingFrame(0, ping.opaque_data, flags=["ACK"]).serialize())
going = frame()
said.append((going.last_stream_id, going.error_code))
client.socket.sendall(
    hyperframe.frame.DataFrame(last, framed(b"last"), flags=["END_STREAM"]).serialize())
rest = []
while (head := frame()) is not None:
    rest.append((type(head).__name__, head.stream_id))
check("goaway", (said, rest),
      ([(2**31 - 1, 0), False, (stream, 0)],
       [("HeadersFrame", last), ("DataFrame", last), ("HeadersFrame", last)]))
sys.exit(failed)
