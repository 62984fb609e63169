"""Listeners with Google's client: what they are told, in which order, and that nothing is missed."""
import queue
import threading

from google.cloud.firestore_v1.base_query import FieldFilter

from scenario import check, client, finish

PATIENCE_SECONDS = 30
db = client()


class Listener:
    """Keeps what a listener is told; `next` waits for it."""

    def __init__(self, target):
        self.snapshots = queue.Queue()
        self.watch = target.on_snapshot(
            lambda documents, changes, time: self.snapshots.put((documents, changes, time)))

    def next(self):
        documents, changes, _ = self.snapshots.get(timeout=PATIENCE_SECONDS)
        return (
            [document.id for document in documents],
            [(change.type.name, change.document.id) for change in changes])

    def close(self):
        self.watch.unsubscribe()


def a_query():
    shelf = db.collection("tenants/acme/shelf")
    shelf.document("b").set({"open": True, "n": 2})
    shelf.document("x").set({"open": False, "n": 0})
    listener = Listener(shelf.where(filter=FieldFilter("open", "==", True)).order_by("n"))
    check("what is there", listener.next(), (["b"], [("ADDED", "b")]))
    shelf.document("a").set({"open": True, "n": 1})
    check("an add", listener.next(), (["a", "b"], [("ADDED", "a")]))
    shelf.document("a").update({"n": 3})
    check("a change that moves it", listener.next(), (["b", "a"], [("MODIFIED", "a")]))
    shelf.document("b").update({"open": False})
    check("one that leaves the result", listener.next(), (["a"], [("REMOVED", "b")]))
    shelf.document("x").update({"open": True})
    check("one that enters it", listener.next(), (["x", "a"], [("ADDED", "x")]))
    shelf.document("a").delete()
    check("a delete", listener.next(), (["x"], [("REMOVED", "a")]))
    batch = db.batch()
    batch.set(shelf.document("c"), {"open": True, "n": 5})
    batch.set(shelf.document("d"), {"open": True, "n": 6})
    batch.delete(shelf.document("x"))
    batch.commit()
    check("one commit is one snapshot", listener.next(),
          (["c", "d"], [("REMOVED", "x"), ("ADDED", "c"), ("ADDED", "d")]))
    listener.close()


def a_document():
    document = db.document("tenants/acme/shelf/single")
    listener = Listener(document)
    states = [listener.next()]
    document.set({"n": 1})
    states.append(listener.next())
    document.update({"n": 2})
    states.append(listener.next())
    document.delete()
    states.append(listener.next())
    check("a document that comes and goes", [len(documents) for documents, _ in states],
          [0, 1, 1, 0])
    check("and how", sum((changes for _, changes in states), []),
          [("ADDED", "single"), ("MODIFIED", "single"), ("REMOVED", "single")])
    listener.close()


def the_first_of_many():
    race = db.collection("race")
    for number in (10, 20, 30):
        race.document(f"r{number}").set({"n": number})
    listener = Listener(race.order_by("n").limit(2))
    check("a limit", listener.next()[0], ["r10", "r20"])
    race.document("r15").set({"n": 15})
    check("one pushes another out", listener.next()[0], ["r10", "r15"])
    race.document("r10").delete()
    check("one moves up", listener.next()[0], ["r15", "r20"])
    listener.close()


def nothing_is_missed():
    """A hundred writes by four threads: the listener ends where the collection does."""
    feed = db.collection("feed")
    listener = Listener(feed)
    listener.next()

    def write(thread):
        for number in range(25):
            feed.document(f"{thread}-{number:02}").set({"n": number})

    threads = [threading.Thread(target=write, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    seen, documents = [], []
    while len(documents) < 100:
        documents, changes = listener.next()
        seen += [name for kind, name in changes if kind == "ADDED"]
    for thread in threads:
        thread.join()
    check("every add is seen once", sorted(seen), sorted(set(seen)))
    check("all hundred", (len(seen), documents == sorted(documents)), (100, True))
    listener.close()


a_query()
a_document()
the_first_of_many()
nothing_is_missed()
finish()
