"""Streams on which both sides send, below Google's client: Write as its web clients use it, and
Listen with several targets."""
import queue

from google.cloud.firestore_v1.types import ListenRequest, Target, TargetChange, Write, WriteRequest

from scenario import check, client, finish

PATIENCE_SECONDS = 30
db = client()
api = db._firestore_api
DATABASE = db._database_string
METADATA = db._rpc_metadata
END = object()


class Sending:
    """The client's side of a stream: an iterator that waits for what is to be sent."""

    def __init__(self):
        self.requests = queue.Queue()

    def __iter__(self):
        return iter(lambda: self.requests.get(timeout=PATIENCE_SECONDS), END)


def name(path):
    return f"{DATABASE}/documents/{path}"


def update(path, number):
    return Write(update={"name": name(path), "fields": {"n": {"integer_value": number}}})


def writing():
    sending = Sending()
    sending.requests.put(WriteRequest(database=DATABASE))
    replies = api.write(iter(sending), metadata=METADATA)
    hello = next(replies)
    check("a stream of writes has a name", (bool(hello.stream_id), bool(hello.stream_token)),
          (True, True))
    check("and has written nothing", len(hello.write_results), 0)
    token, times = hello.stream_token, []
    for number in range(20):
        writes = [update(f"stream/d{number}", number), update("stream/last", number)]
        sending.requests.put(WriteRequest(stream_token=token, writes=writes))
        reply = next(replies)
        token = reply.stream_token
        times.append((reply.commit_time, len(reply.write_results)))
    check("commits are answered in order", (times == sorted(times), {count for _, count in times}),
          (True, {2}))
    check("and are there", db.document("stream/last").get().to_dict(), {"n": 19})
    sending.requests.put(END)
    check("the stream ends when the client has no more", list(replies), [])


def listening():
    sending = Sending()
    for number, document in ((1, "stream/d1"), (2, "stream/d2")):
        sending.requests.put(ListenRequest(database=DATABASE, add_target=Target(
            target_id=number, documents={"documents": [name(document)]})))
    replies = api.listen(iter(sending), metadata=METADATA)
    current, shown = set(), {}
    while current != {1, 2}:
        reply = next(replies)
        if reply.document_change:
            shown[reply.document_change.target_ids[0]] = reply.document_change.document.name
        change = reply.target_change
        if change.target_change_type == TargetChange.TargetChangeType.CURRENT:
            current |= set(change.target_ids)
    check("two targets on one stream", shown, {1: name("stream/d1"), 2: name("stream/d2")})
    sending.requests.put(ListenRequest(database=DATABASE, remove_target=1))
    removed = None
    while removed is None:
        change = next(replies).target_change
        if change.target_change_type == TargetChange.TargetChangeType.REMOVE:
            removed = list(change.target_ids)
    check("one is removed", removed, [1])
    db.document("stream/d1").update({"n": 100})
    db.document("stream/d2").update({"n": 200})
    reply = next(replies)
    while not reply.document_change:
        reply = next(replies)
    check("the other goes on", (reply.document_change.document.name,
                                list(reply.document_change.target_ids)), (name("stream/d2"), [2]))
    sending.requests.put(END)
    check("a listener ends when its client has no more to say",
          [reply for reply in replies if reply.document_change], [])


writing()
listening()
finish()
