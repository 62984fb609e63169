#!/usr/bin/env python3
"""What an honest client of a daemon feels while another one attacks it.

Starts a daemon on a store that `posmirror-bench prepare` made, measures an honest client's calls
quiet and during each attack, and prints one table: p50 and p99 in milliseconds, refusals, and p99
as a multiple of the quiet one. The honest client calls GetProduct, GetMenu (its first chunk),
QueryMenu, GetDocument, RunQuery (ten rows), health and GetInfo in turn, on one connection for each.

    attack.py --bin DIR --data STORE [--seconds 4] [--only NAME ...] [--json]

DIR holds posmirrord and posmirror. Run as root, the attackers are another user than the honest
client (--uid, 65534); else both are the same user, which is harder for the daemon.
"""
import argparse
import http.server
import json
import multiprocessing
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

ORG = "bench"
# Seconds after which the honest client takes a call for refused.
PATIENCE = 10


# -- The wire: protobuf and ttrpc frames --------------------------------------------------------

def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    """One field: an int as a varint, text and bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(data):
    """The last value of every field of a message."""
    found, at = {}, 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at, value, shift = at + 1, value | (byte & 0x7F) << shift, shift + 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = number()
        if tag & 7 == 0:
            found[tag >> 3] = number()
        else:
            length = number() if tag & 7 == 2 else 8 if tag & 7 == 1 else 4
            found[tag >> 3] = data[at:at + length]
            at += length
    return found


def request(stream, service, method, payload=b"", metadata=(), flags=0):
    data = field(1, service) + field(2, method) + (field(3, payload) if payload else b"")
    for key, value in metadata:
        data += field(5, field(1, key) + field(2, value))
    return struct.pack(">IIBB", len(data), stream, 1, flags) + data


MENU, ADMIN, SYNC = "posmirror.v1.Menu", "posmirror.v1.Admin", "posmirror.v1.Sync"
FIRESTORE = "google.firestore.v1.Firestore"
DOCUMENTS = "projects/p/databases/(default)/documents"
ITEMS = f"tenants/{ORG}/publicViews/products"


def query(collection="items", order=None, offset=0, limit=10):
    """A StructuredQuery."""
    out = field(2, field(2, collection))
    if order:
        out += field(4, field(1, field(2, order)) + field(2, 2))
    out += field(6, offset) if offset else b""
    return out + (field(5, field(1, limit)) if limit else b"")


def run_query(**options):
    return field(1, f"{DOCUMENTS}/{ITEMS}") + field(2, query(**options))


class Connection:
    """A client that makes one call at a time."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(path)
        self.stream, self.rest = 1, b""

    def send(self, service, method, payload=b"", metadata=(), flags=0):
        self.socket.sendall(request(self.stream, service, method, payload, metadata, flags))
        self.stream += 2

    def frame(self):
        while True:
            if len(self.rest) >= 10:
                length, stream, kind, flags = struct.unpack(">IIBB", self.rest[:10])
                if len(self.rest) >= 10 + length:
                    data, self.rest = self.rest[10:10 + length], self.rest[10 + length:]
                    return stream, kind, flags, data
            more = self.socket.recv(1 << 18)
            if not more:
                raise ConnectionError("closed")
            self.rest += more

    def call(self, service, method, payload=b"", metadata=()):
        """The reply's bytes; raises Refused for an error."""
        self.send(service, method, payload, metadata)
        data = self.frame()[3]
        if data[:1] == b"\x0a":
            raise Refused(data[1:200])
        return data

    def stream_call(self, service, method, payload, first_only=False):
        """Reads a stream to its end, or its first message; a new connection follows the latter."""
        self.send(service, method, payload, flags=1)
        while True:
            _, kind, flags, data = self.frame()
            if kind == 2 and data[:1] == b"\x0a":
                raise Refused(data[1:200])
            if first_only or kind == 2 or flags & 1:
                return

    def close(self):
        self.socket.close()


class Refused(Exception):
    pass


# -- The honest client --------------------------------------------------------------------------

def honest_calls(product):
    def unary(service, method, payload=b""):
        return lambda line: line.call(service, method, payload)

    def stream(service, method, payload):
        return lambda line: line.stream_call(service, method, payload)

    query_menu = field(1, ORG) + field(4, 20)
    document = field(1, f"{DOCUMENTS}/{ITEMS}/items/{product}")
    return {
        "GetProduct": unary(MENU, "GetProduct", field(1, ORG) + field(2, product)),
        "GetMenu": stream(MENU, "GetMenu", field(1, ORG) + field(2, KNOWN[0])),
        "QueryMenu": unary(MENU, "QueryMenu", query_menu),
        "GetDocument": unary(FIRESTORE, "GetDocument", document),
        "RunQuery": stream(FIRESTORE, "RunQuery", run_query(limit=10)),
        "health": unary("grpc.health.v1.Health", "Check"),
        "GetInfo": unary(ADMIN, "GetInfo"),
    }


# The menu's version: GetMenu of a known one answers at once, through the same door.
KNOWN = [0]


def measure(path, product, seconds):
    """Latencies in seconds and refusals by call."""
    calls = honest_calls(product)
    lines, found = {}, {name: ([], []) for name in calls}
    end = time.monotonic() + seconds
    while time.monotonic() < end or not all(times for times, _ in found.values()):
        for name, call in calls.items():
            times, refusals = found[name]
            if time.monotonic() >= end and times:
                continue
            start = time.perf_counter()
            try:
                if name not in lines:
                    lines[name] = Connection(path)
                call(lines[name])
            except (Refused, OSError) as error:
                refusals.append(str(error)[:120])
                line = lines.pop(name, None)
                if line:
                    line.close()
            times.append(time.perf_counter() - start)
    for line in lines.values():
        line.close()
    return found


def percentile(times, part):
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 if ordered else 0.0


# -- Attacks: each runs in a process of its own until it is ended -----------------------------------

def connect(path):
    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    return line


def drain(line):
    """Reads until the end, and forgets."""
    try:
        while line.recv(1 << 20):
            pass
    except OSError:
        pass


def forever():
    while True:
        time.sleep(60)


def half_frames(path):
    """500 connections that begin a frame and never end it."""
    lines = []
    for _ in range(500):
        line = connect(path)
        line.sendall(b"\x00\x40\x00\x00\x00\x00\x00\x01\x01\x00" + b"x" * 1000)
        lines.append(line)
    forever()


def unread_streams(path):
    """128 queries of everything on eight connections that read nothing."""
    lines = []
    for _ in range(8):
        line = connect(path)
        for stream in range(16):
            line.sendall(request(2 * stream + 1, FIRESTORE, "RunQuery", run_query(limit=0), flags=1))
        lines.append(line)
    forever()


def opens(path):
    """Opens and closes connections as fast as it can."""
    while True:
        try:
            connect(path).close()
        except OSError:
            time.sleep(0.001)


def large_requests(path):
    """200 requests of nearly 4 MB, over and over."""
    frames = request(1, FIRESTORE, "Commit", field(1, "x" * (4 << 20 - 4096)))
    while True:
        lines = [connect(path) for _ in range(20)]
        for line in lines:
            line.settimeout(1)
        for stream in range(10):
            for line in lines:
                try:
                    line.sendall(frames[:4] + struct.pack(">I", 2 * stream + 1) + frames[8:])
                except OSError:
                    pass
        for line in lines:
            line.close()


def pipelined(path, service, method, payload, flags=0, lines=1, count=1000):
    """`count` calls in flight on each of `lines` connections."""
    streams = {}
    open_lines = []
    for _ in range(lines):
        line = connect(path)
        threading.Thread(target=drain, args=(line,), daemon=True).start()
        streams[line] = 1
        open_lines.append(line)
    while True:
        for line in open_lines:
            block = b""
            for _ in range(count):
                block += request(streams[line], service, method, payload, flags=flags)
                streams[line] += 2
            line.sendall(block)


def pipelined_facets(path):
    """1,000 QueryMenus with facets in flight, on one connection."""
    pipelined(path, MENU, "QueryMenu", field(1, ORG) + field(4, 500) + field(6, 1))


def sorted_scans(path):
    """16 queries in flight that sort the catalog and skip most of it."""
    payload = run_query(order="name", offset=50_000, limit=10)
    pipelined(path, FIRESTORE, "RunQuery", payload, flags=1, lines=4, count=4)


def listings(path):
    """Pages of 1,000 documents, 200 in flight."""
    payload = (field(1, f"{DOCUMENTS}/{ITEMS}") + field(2, "items") + field(3, 1000))
    pipelined(path, FIRESTORE, "ListDocuments", payload, lines=4, count=50)


def watch_menus(path):
    """120 WatchMenus, none of them read."""
    lines = []
    for _ in range(120):
        line = connect(path)
        line.sendall(request(1, MENU, "WatchMenu", field(1, ORG), flags=1))
        lines.append(line)
    forever()


def targets(path):
    """500 targets added in one burst on a Listen stream, over and over."""
    database = "projects/p/databases/(default)"
    while True:
        line = connect(path)
        line.settimeout(PATIENCE)
        threading.Thread(target=drain, args=(line,), daemon=True).start()
        block = b""
        for number in range(1, 501):
            documents = field(2, f"{DOCUMENTS}/tenants/{ORG}/discounts/d{number}")
            message = field(1, database) + field(2, field(3, documents) + field(5, number))
            if number == 1:
                block += request(1, FIRESTORE, "Listen", message, flags=2)
            else:
                block += struct.pack(">IIBB", len(message), 1, 3, 0) + message
        try:
            line.sendall(block)
            time.sleep(0.5)
        except OSError:
            pass
        line.close()


def idle(path):
    """1,100 connections that do nothing."""
    lines = []
    for _ in range(1100):
        try:
            lines.append(connect(path))
        except OSError:
            pass
    forever()


def waiting_syncs(path):
    """16 callers that wait for a sync of a POS that is slow."""
    line = connect(path)
    stream = 1
    while True:
        for _ in range(16):
            line.sendall(request(stream, SYNC, "SyncProducts", field(1, "slow")))
            stream += 2
        for _ in range(16):
            line.recv(1 << 16)


def forged_tokens(path):
    """400 calls with made-up session tokens, which a slow server is asked about."""
    line = connect(path)
    for number in range(400):
        line.sendall(request(2 * number + 1, SYNC, "SyncProducts", field(1, "slow"),
                             [("session", f"forged-{os.getpid()}-{number}")]))
    forever()


ATTACKS = {
    attack.__name__: attack for attack in (
        half_frames, unread_streams, opens, large_requests, pipelined_facets, sorted_scans,
        listings, watch_menus, targets, idle, waiting_syncs, forged_tokens)
}
# Whoever may sync is the daemon's own user.
OF_ADMINS = {"waiting_syncs", "forged_tokens"}


def attacker(name, path, uid):
    if uid is not None:
        os.setuid(uid)
    ATTACKS[name](path)


# -- The daemon -----------------------------------------------------------------------------------

class SlowServer(http.server.BaseHTTPRequestHandler):
    """Answers every question about a token after four seconds: it is not valid."""

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(4)
        body = b'{"active":false}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass  # The daemon's patience was shorter.

    def log_message(self, *_):
        pass


def start(options, directory):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), SlowServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    credentials = f"{directory}/credentials.json"
    with open(credentials, "w") as file:
        file.write('{"client_id": "a", "client_secret": "b"}')
    os.chmod(credentials, 0o600)
    with open(f"{directory}/config.json", "w") as file:
        json.dump({"socket_mode": "0666", "session_introspection": {
            "url": f"http://127.0.0.1:{server.server_port}/", "credentials": credentials}}, file)
    pos = subprocess.Popen(
        [f"{options.bin}/posmirror", "simulate", "--port", "0", "--latency-ms", "2000"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = next(line for line in pos.stdout if "http://" in line)
    url = next(word for word in address.split() if word.startswith("http://"))
    path = f"{directory}/s"
    daemon = subprocess.Popen(
        [f"{options.bin}/posmirrord", "--data", f"{options.data}/data", "--socket", path,
         "--schedule", "off", "--config", f"{directory}/config.json", "--alleaves-url", url],
        stdout=subprocess.PIPE, stderr=open(f"{directory}/log", "w"), text=True)
    if not daemon.stdout.readline().startswith("ready"):
        sys.exit(open(f"{directory}/log").read())
    account = ('{"provider": "alleaves", "status": "active", "username": "demo@example.com", '
               '"password": "demo", "pin": "1234", "locationId": "1000"}')
    subprocess.run([f"{options.bin}/posmirror", "--socket", path, "location", "put", "slow",
                    "--org", "slow", "--credentials", "-"],
                   input=account, text=True, check=True, stdout=subprocess.DEVNULL)
    return path, [daemon, pos]


def table(results):
    names = list(next(iter(results.values())))
    print(f"{'attack':18}" + "".join(f"{name:>22}" for name in names))
    quiet = results["quiet"]
    for attack, found in results.items():
        cells = []
        for name in names:
            p99, base = found[name]["p99"], quiet[name]["p99"]
            times = f"x{p99 / base:.1f}" if base and attack != "quiet" else ""
            refused = f" !{found[name]['refused']}" if found[name]["refused"] else ""
            cells.append(f"{p99:9.2f} {times}{refused}".rjust(22))
        print(f"{attack:18}" + "".join(cells))
    print("p99 in ms, as a multiple of the quiet one, !refusals")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--only", nargs="*", default=list(ATTACKS))
    parser.add_argument("--uid", type=int, default=65534 if os.getuid() == 0 else None)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="posmirror-attack-") as directory:
        os.chmod(directory, 0o755)
        path, processes = start(options, directory)
        try:
            results = attack_all(options, path)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()
    if options.json:
        print(json.dumps(results, indent=1))
    else:
        table(results)


def attack_all(options, path):
    line = Connection(path)
    page = fields(fields(line.call(MENU, "QueryMenu", field(1, ORG) + field(4, 1)))[2])
    product, KNOWN[0] = fields(page[1])[1].decode(), page[2]
    line.close()
    results = {}
    # The first calls fill caches.
    measure(path, product, 1)
    for name in ["quiet"] + options.only:
        process = None
        if name != "quiet":
            uid = None if name in OF_ADMINS else options.uid
            process = multiprocessing.Process(target=attacker, args=(name, path, uid))
            process.start()
            time.sleep(1)
        found = measure(path, product, options.seconds)
        if process:
            process.kill()
            process.join()
            time.sleep(1.5)
        results[name] = {
            call: {"calls": len(times), "p50": percentile(times, 0.5),
                   "p99": percentile(times, 0.99), "refused": len(refusals),
                   "why": sorted(set(refusals))[:2]}
            for call, (times, refusals) in found.items()}
        print(f"{name} done", file=sys.stderr)
    return results


if __name__ == "__main__":
    main()
