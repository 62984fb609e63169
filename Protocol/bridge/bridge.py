#!/usr/bin/env python3
"""Lets gRPC clients reach the socket of posmirrord, for every service of it.

The bridge listens on a TCP port of this machine and forwards each call over ttrpc. It moves
bytes: messages, metadata, deadlines, cancellations and statuses pass through, nothing is decoded.
Every call has a connection of its own to the daemon, so hanging up is how a call is cancelled,
and a client that reads slowly holds up nobody but itself.

Whoever reaches the port acts with the rights of the user that runs the bridge.
"""
import argparse
import asyncio
import contextlib
import os
import signal
import struct
import sys

import grpc

FRAME_BYTES_MAX = 4 << 20  # ttrpc's PROTOCOL.md, "Message Frame"
REQUEST, RESPONSE, DATA = 1, 2, 3
REMOTE_CLOSED, REMOTE_OPEN, NO_DATA = 1, 2, 4
STREAM_ID = 1  # the only one of its connection
HEADER = struct.Struct(">IIBB")  # length, stream id, type, flags
# Calls whose client goes on sending. Every other call is one message, answered by one or by many.
BOTH_SIDES_SEND = {
    "/google.firestore.v1.Firestore/Listen",
    "/google.firestore.v1.Firestore/Write",
}
CODES = {code.value[0]: code for code in grpc.StatusCode}
CENTURY_SECONDS = 100 * 365 * 86_400  # what the wire holds; longer deadlines are none


class Failure(Exception):
    """How a call ended: a status of gRPC, and google.rpc.Status where it has details."""

    def __init__(self, code, message, status=None):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, data):
    """A length-delimited field of protobuf."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def fields(message):
    """Yields (number, value) of a protobuf message; values are numbers or bytes."""
    position = 0

    def number():
        nonlocal position
        value = shift = 0
        while True:
            byte = message[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while position < len(message):
        tag = number()
        kind = tag & 7
        if kind == 0:
            yield tag >> 3, number()
            continue
        size = {1: 8, 2: None, 5: 4}[kind]
        size = number() if size is None else size
        if position + size > len(message):
            raise IndexError("a field ends behind its message")
        yield tag >> 3, message[position:position + size]
        position += size


def request(path, payload, seconds, metadata):
    """ttrpc.Request."""
    _, service, method = path.split("/", 2)
    out = field(1, service.encode()) + field(2, method.encode())
    if payload:
        out += field(3, payload)
    if seconds is not None and seconds < CENTURY_SECONDS:
        out += varint(4 << 3) + varint(max(1, int(seconds * 1e9)))
    for key, value in metadata or ():
        if isinstance(value, str):  # binary ones have no place in ttrpc
            out += field(5, field(1, key.encode()) + field(2, value.encode()))
    return out


def payload(response):
    """The payload of a ttrpc.Response; raises the status that it carries."""
    parts = dict(fields(response))
    status = dict(fields(parts.get(1, b"")))
    code = CODES.get(status.get(1, 0), grpc.StatusCode.UNKNOWN)
    if code is not grpc.StatusCode.OK:
        message = status.get(2, b"").decode("utf-8", "replace")
        raise Failure(code, message, parts[1] if 3 in status else None)
    return parts.get(2, b"")


async def send(writer, kind, flags, data=b""):
    writer.write(HEADER.pack(len(data), STREAM_ID, kind, flags) + data)
    await writer.drain()


async def send_rest(requests, writer):
    """Passes the client's messages on, then the end of them."""
    with contextlib.suppress(ConnectionError):  # the reader sees it too, and says so
        async for message in requests:
            await send(writer, DATA, 0, message)
        await send(writer, DATA, REMOTE_CLOSED | NO_DATA)


async def receive(reader):
    """Yields the daemon's messages until its end of the stream; raises its error."""
    while True:
        length, _, kind, flags = HEADER.unpack(await reader.readexactly(HEADER.size))
        if length > FRAME_BYTES_MAX:
            raise Failure(grpc.StatusCode.INTERNAL, "the daemon sent an oversized frame")
        data = await reader.readexactly(length)
        if kind == RESPONSE:
            yield payload(data)
            return
        if kind != DATA:
            continue
        closes = bool(flags & REMOTE_CLOSED)
        if not flags & NO_DATA and (data or not closes):
            yield data
        if closes:
            return


class Bridge(grpc.GenericRpcHandler):
    """Answers every method of every service by asking the daemon at `socket`."""

    def __init__(self, socket):
        self.socket = socket

    def service(self, details):
        path = details.method

        async def call(requests, context):
            try:
                await self.forward(path, requests, context)
            except Failure as failure:
                if failure.status is not None:
                    context.set_trailing_metadata((("grpc-status-details-bin", failure.status),))
                await context.abort(failure.code, failure.message)

        return grpc.stream_stream_rpc_method_handler(call)

    async def forward(self, path, requests, context):
        """One call, from the first message to the last; raises how it failed."""
        try:
            reader, writer = await asyncio.open_unix_connection(self.socket)
        except OSError:
            text = f"no daemon answers at {self.socket}; start posmirrord"
            raise Failure(grpc.StatusCode.UNAVAILABLE, text) from None
        sender = None
        try:
            both = path in BOTH_SIDES_SEND
            first = b"" if both else await self.only(requests)
            envelope = request(
                path, first, context.time_remaining(), context.invocation_metadata())
            await send(writer, REQUEST, REMOTE_OPEN if both else REMOTE_CLOSED, envelope)
            if both:
                sender = asyncio.create_task(send_rest(requests, writer))
            async for message in receive(reader):
                await context.write(message)
        except (ConnectionError, asyncio.IncompleteReadError):
            text = "the daemon ended the connection; see whether it is running"
            raise Failure(grpc.StatusCode.UNAVAILABLE, text) from None
        except (IndexError, KeyError):
            text = "the daemon's answer is malformed"
            raise Failure(grpc.StatusCode.INTERNAL, text) from None
        finally:
            if sender is not None:
                sender.cancel()
            writer.close()  # cancels what the daemon still does for this call

    @staticmethod
    async def only(requests):
        """The message of a call that has one."""
        async for message in requests:
            return message
        raise Failure(grpc.StatusCode.INVALID_ARGUMENT, "the call has no message")


def default_socket():
    """Where posmirrord listens unless told otherwise, by the rule of daemon and command line."""
    def variable(name):
        return os.environ.get(name, "").strip()

    if variable("POSMIRROR_SOCKET"):
        return variable("POSMIRROR_SOCKET")
    uid = os.getuid()
    if uid == 0:
        return "/run/posmirror/posmirror.sock"
    temporary = f"/tmp/posmirror-{uid}"
    places = [os.path.join(place, "posmirror") for place in (
        variable("XDG_RUNTIME_DIR"), f"/run/user/{uid}") if place.startswith("/")]
    # A directory in /tmp may be anybody's.
    if not os.path.lexists(temporary) or (
            os.lstat(temporary).st_uid == uid and not os.lstat(temporary).st_mode & 0o022):
        places.append(temporary)
    found = [path for path in (f"{place}/posmirror.sock" for place in places)
             if os.path.exists(path)]
    return (found or [f"{places[0]}/posmirror.sock"])[0]


async def serve(socket, port):
    server = grpc.aio.server(options=[
        ("grpc.max_receive_message_length", FRAME_BYTES_MAX),
        ("grpc.max_send_message_length", -1),
        ("grpc.so_reuseport", 0),
    ])
    server.add_generic_rpc_handlers((Bridge(socket),))
    try:
        port = server.add_insecure_port(f"127.0.0.1:{port}")
    except RuntimeError:
        sys.exit(f"bridge: port {port} is in use; choose another with --port, 0 for a free one")
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await server.start()
    print(f"ready 127.0.0.1:{port}", flush=True)
    await stop.wait()
    await server.stop(grace=2)


def main():
    parser = argparse.ArgumentParser(
        description="Lets gRPC clients reach the socket of posmirrord.",
        epilog="Whoever reaches the port acts with the rights of this user.")
    parser.add_argument("--socket", default=default_socket(), help="of posmirrord (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=8085, help="on 127.0.0.1, 0 for a free one (%(default)s)")
    options = parser.parse_args()
    asyncio.run(serve(options.socket, options.port))


if __name__ == "__main__":
    main()
