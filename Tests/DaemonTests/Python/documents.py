"""Documents with Google's client: every type, every way of writing, transforms, preconditions."""
import datetime
import math

from google.api_core import exceptions
from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud import firestore
from google.cloud.firestore_v1.vector import Vector

from scenario import check, client, finish, refused

UTC = datetime.timezone.utc
db = client()


def every_type():
    instant = DatetimeWithNanoseconds(2026, 2, 28, 23, 59, 59, nanosecond=123456000, tzinfo=UTC)
    values = {
        "null": None,
        "truth": True,
        "zero": 0,
        "largest": 2**63 - 1,
        "smallest": -(2**63),
        "double": 0.1,
        "negative_zero": -0.0,
        "infinity": math.inf,
        "instant": instant,
        "text": "Grüße, \u0000 \U0001F33F",
        "empty": "",
        "bytes": bytes(range(256)),
        "reference": db.document("brands/acme"),
        "place": firestore.GeoPoint(40.7, -74.25),
        "list": [1, "two", {"three": [4.0]}, None],
        "map": {"a": {"b": {"c": []}}, "dotted.name": 1, "`": 2},
        "empty_map": {},
        "vector": Vector([1.0, -2.5, 0.0]),
    }
    document = db.collection("types").document("all")
    document.set({**values, "nan": math.nan})
    got = document.get().to_dict()
    check("NaN comes back as NaN", math.isnan(got.pop("nan")))
    for name, value in values.items():
        check(f"type {name}", (type(got[name]), got[name]), (type(value), value))
    check("the sign of zero is kept", math.copysign(1, got["negative_zero"]), -1.0)
    check("no other fields", got.keys(), values.keys())


def writing():
    document = db.document("tenants/acme/notes/one")
    check("a missing document", document.get().exists, False)
    document.set({"a": 1, "b": {"c": 2, "d": 3}})
    document.set({"a": 9})
    check("set replaces all", document.get().to_dict(), {"a": 9})
    document.set({"b": {"c": 2, "d": 3}}, merge=True)
    document.set({"b": {"d": 4}}, merge=True)
    check("merge keeps the rest", document.get().to_dict(), {"a": 9, "b": {"c": 2, "d": 4}})
    document.set({"a": 10, "b": {"c": 5}}, merge=["b.c"])
    check("merge of named fields", document.get().to_dict(), {"a": 9, "b": {"c": 5, "d": 4}})
    document.update({"b.c": 7, "a": firestore.DELETE_FIELD, "`x.y`": 1})
    check("update of paths", document.get().to_dict(), {"b": {"c": 7, "d": 4}, "x.y": 1})
    before = document.get()
    document.update({"b.c": 7})
    check("a write of the same changes no time", document.get().update_time, before.update_time)
    check("times are there", before.create_time <= before.update_time)
    check("a field path", document.get(["b.d"]).to_dict(), {"b": {"d": 4}})
    document.delete()
    check("deleted", document.get().exists, False)
    document.delete()
    refused("update of a missing document", exceptions.NotFound, lambda: document.update({"a": 1}))
    document.create({"a": 1})
    refused("create twice", exceptions.AlreadyExists, lambda: document.create({"a": 2}))


def conditions():
    document = db.document("tenants/acme/notes/guarded")
    document.set({"n": 1})
    old = document.get().update_time
    document.update({"n": 2}, option=db.write_option(last_update_time=old))
    check("update at a known time", document.get().get("n"), 2)
    stale = db.write_option(last_update_time=old)
    refused(
        "update at an old time", exceptions.FailedPrecondition,
        lambda: document.update({"n": 3}, option=stale))
    refused(
        "delete that must exist", exceptions.NotFound,
        lambda: db.document("notes/nobody").delete(option=db.write_option(exists=True)))
    refused("a reserved id", exceptions.InvalidArgument, lambda: db.document("notes/__x__").get())


def transforms():
    document = db.document("tenants/acme/counters/one")
    document.set({"n": 5, "tags": ["a", 1], "at": firestore.SERVER_TIMESTAMP})
    document.update({
        "n": firestore.Increment(2),
        "half": firestore.Increment(0.5),
        "low": firestore.Minimum(3),
        "high": firestore.Maximum(3),
        "tags": firestore.ArrayUnion(["b", 1.0, None]),
        "nested.at": firestore.SERVER_TIMESTAMP,
    })
    got = document.get().to_dict()
    check("increment", (got["n"], got["half"]), (7, 0.5))
    check("minimum and maximum", (got["low"], got["high"]), (3, 3))
    check("array union", got["tags"], ["a", 1, "b", None])
    check("server times", got["nested"]["at"] > got["at"])
    document.update({"tags": firestore.ArrayRemove(["a", None]), "n": firestore.Increment(2**62)})
    document.update({"n": firestore.Increment(2**62)})
    got = document.get().to_dict()
    check("array remove", got["tags"], [1, "b"])
    check("increments saturate", got["n"], 2**63 - 1)


def together():
    batch = db.batch()
    notes = db.collection("tenants/acme/batched")
    for number in range(20):
        batch.set(notes.document(f"n{number:02}"), {"number": number})
    results = batch.commit()
    check("a batch of 20", (len(results), len(list(notes.list_documents()))), (20, 20))
    batch = db.batch()
    batch.set(notes.document("n00"), {"number": -1})
    batch.update(notes.document("nobody"), {"number": -1})
    refused("a batch with one bad write", exceptions.NotFound, batch.commit)
    check("nothing of it was applied", notes.document("n00").get().get("number"), 0)
    wanted = [notes.document(name) for name in ("n03", "nobody", "n01")]
    found = {snapshot.id: snapshot.exists for snapshot in db.get_all(wanted)}
    check("get_all", found, {"n03": True, "n01": True, "nobody": False})
    writer = db.bulk_writer()
    for number in range(100):
        writer.create(notes.document(f"m{number:02}"), {"number": number})
    writer.close()
    check("a bulk writer", len(list(notes.list_documents())), 120)


def the_tree():
    db.document("tenants/acme/orders/1/lines/a").set({"n": 1})
    names = [collection.id for collection in db.document("tenants/acme").collections()]
    check("collections below a document", {"notes", "orders"} <= set(names) and names == sorted(names))
    top = [collection.id for collection in db.collections()]
    check("collections at the top", {"tenants", "types"} <= set(top))
    missing = [document.id for document in db.collection("tenants/acme/orders").list_documents()]
    check("a document that is only a parent", missing, ["1"])
    ref, created = db.collection("tenants/acme/orders").add({"n": 2})[::-1]
    check("an id made by the client", (len(ref.id), ref.get().create_time), (20, created))
    count = db.recursive_delete(db.collection("tenants/acme/orders"))
    check("recursive delete", (count, list(db.collection("tenants/acme/orders").list_documents())), (2, []))
    other = client("archive")
    check("another database", other.document("types/all").get().exists, False)
    other.document("types/all").set({"here": True})
    check("is a tree of its own", "here" in db.document("types/all").get().to_dict(), False)


every_type()
writing()
conditions()
transforms()
together()
the_tree()
finish()
