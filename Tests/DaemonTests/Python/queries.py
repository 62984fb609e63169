"""Queries with Google's client: filters, orders, cursors, groups, projections, aggregations."""
import math

from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import And, FieldFilter, Or
from google.cloud.firestore_v1.base_vector_query import DistanceMeasure
from google.cloud.firestore_v1.field_path import FieldPath
from google.cloud.firestore_v1.query_profile import ExplainOptions
from google.cloud.firestore_v1.vector import Vector

from scenario import check, client, finish, refused

db = client()
shop = db.collection("tenants/acme/shop")
ITEMS = {
    "bong": {"kind": "gear", "price": 40.0, "tags": ["glass"], "stock": {"here": 1}},
    "edible": {"kind": "edible", "price": 12.5, "tags": ["sweet", "new"], "stock": {"here": 0}},
    "flower": {"kind": "flower", "price": 30, "tags": ["new", "indica"], "stock": {"here": 7}},
    "gift": {"kind": None, "price": 12.5},
    "haze": {"kind": "flower", "price": 45, "tags": ["sativa"], "stock": {"here": 3}},
    "paper": {"kind": "gear", "price": math.nan, "tags": []},
    "sign": {"kind": "gear", "price": "ask us", "tags": ["glass", 7]},
}


def ids(query):
    return [snapshot.id for snapshot in query.stream()]


def where(path, operator, value):
    return ids(shop.where(filter=FieldFilter(path, operator, value)))


def filters():
    check("all, in the order of ids", ids(shop), list(ITEMS))
    check("==", where("kind", "==", "flower"), ["flower", "haze"])
    check("== of another number type", where("price", "==", 30.0), ["flower"])
    check("== null", where("kind", "==", None), ["gift"])
    check("== NaN", where("price", "==", math.nan), ["paper"])
    check("!=", where("kind", "!=", "gear"), ["edible", "flower", "haze"])
    check("!= null", where("kind", "!=", None),
          ["edible", "flower", "haze", "bong", "paper", "sign"])
    check("<", where("price", "<", 30), ["edible", "gift"])
    check("<=", where("price", "<=", 30), ["edible", "gift", "flower"])
    check(">", where("price", ">", 30), ["bong", "haze"])
    check(">=", where("price", ">=", 40), ["bong", "haze"])
    check("> of strings", where("price", ">", ""), ["sign"])
    check("in", where("kind", "in", ["edible", "flower"]), ["edible", "flower", "haze"])
    check("not-in", where("kind", "not-in", ["gear", "edible"]), ["flower", "haze"])
    check("array-contains", where("tags", "array_contains", "new"), ["edible", "flower"])
    check("array-contains-any", where("tags", "array_contains_any", [7.0, "sativa"]),
          ["haze", "sign"])
    check("a field in a map", where("stock.here", ">", 1), ["haze", "flower"])
    check("by name", where(FieldPath.document_id(), ">=", shop.document("haze")),
          ["haze", "paper", "sign"])
    both = And([FieldFilter("kind", "==", "flower"), FieldFilter("price", ">", 30)])
    check("and", ids(shop.where(filter=both)), ["haze"])
    either = Or([FieldFilter("kind", "==", "edible"), both, FieldFilter("tags", "==", [])])
    check("or", ids(shop.where(filter=either).order_by("price")), ["paper", "edible", "haze"])
    two = shop.where(filter=FieldFilter("price", ">", 1)).where(
        filter=FieldFilter("stock.here", "<", 5))
    check("ranges of two fields", ids(two), ["edible", "bong", "haze"])
    many = FieldFilter("kind", "in", [str(number) for number in range(31)])
    refused("too many alternatives", exceptions.InvalidArgument,
            lambda: ids(shop.where(filter=many)))


def orders_and_cursors():
    by_price = shop.order_by("price")
    check("order_by", ids(by_price),
          ["paper", "edible", "gift", "flower", "bong", "haze", "sign"])
    check("descending", ids(shop.order_by("price", direction=firestore.Query.DESCENDING)),
          ["sign", "haze", "bong", "flower", "gift", "edible", "paper"])
    check("two orders", ids(shop.order_by("kind").order_by("price", direction="DESCENDING")),
          ["gift", "edible", "haze", "flower", "sign", "bong", "paper"])
    check("a field that some lack", ids(shop.order_by("stock.here")),
          ["edible", "bong", "haze", "flower"])
    check("limit and offset", ids(by_price.offset(1).limit(2)), ["edible", "gift"])
    # A query of its own: the client turns the orders of the one that it is made from.
    last = [snapshot.id for snapshot in shop.order_by("price").limit_to_last(2).get()]
    check("limit_to_last", last, ["haze", "sign"])
    check("start_at a value", ids(by_price.start_at({"price": 40})), ["bong", "haze", "sign"])
    check("start_after a value", ids(by_price.start_after({"price": 40})), ["haze", "sign"])
    check("end_before a value", ids(by_price.end_before({"price": 30})),
          ["paper", "edible", "gift"])
    check("end_at a value", ids(by_price.end_at({"price": 30})),
          ["paper", "edible", "gift", "flower"])
    edible = shop.document("edible").get()
    check("start_after a snapshot", ids(by_price.start_after(edible).limit(2)), ["gift", "flower"])
    gift = shop.document("gift").get()
    check("end_before a snapshot", ids(by_price.end_before(gift)), ["paper", "edible"])
    pages, page = [], shop.order_by("kind").limit(3)
    while found := list(page.stream()):
        pages.append([snapshot.id for snapshot in found])
        page = shop.order_by("kind").limit(3).start_after(found[-1])
    check("pages by snapshot", pages,
          [["gift", "edible", "flower"], ["haze", "bong", "paper"], ["sign"]])


def projections():
    got = [snapshot.to_dict() for snapshot in shop.select(["price", "stock.here"]).limit(2).stream()]
    check("select", got,
          [{"price": 40.0, "stock": {"here": 1}}, {"price": 12.5, "stock": {"here": 0}}])
    names = [snapshot.to_dict() for snapshot in shop.select([]).limit(2).stream()]
    check("names alone", names, [{}, {}])


def groups():
    for store in ("a", "b"):
        for number in range(3):
            db.document(f"stores/{store}/bins/{store}{number}").set({"n": number})
    db.document("bins/top").set({"n": 9})
    everywhere = db.collection_group("bins")
    check("a collection group", ids(everywhere), ["top", "a0", "a1", "a2", "b0", "b1", "b2"])
    some = everywhere.where(filter=FieldFilter("n", "==", 1))
    check("a filtered group", [found.reference.path for found in some.stream()],
          ["stores/a/bins/a1", "stores/b/bins/b1"])
    check("an ordered group", ids(everywhere.order_by("n", direction="DESCENDING").limit(3)),
          ["top", "b2", "a2"])
    parts = [part.query() for part in everywhere.get_partitions(3)]
    check("partitions cover the group", sorted(sum((ids(part) for part in parts), [])),
          ["a0", "a1", "a2", "b0", "b1", "b2", "top"])
    inside = [found.id for found in db.document("stores/a").collection("bins").stream()]
    check("one collection of it", inside, ["a0", "a1", "a2"])


def aggregate(query):
    return {result.alias: result.value for result in query.get()[0]}


def aggregations():
    flowers = shop.where(filter=FieldFilter("kind", "==", "flower"))
    check("count", aggregate(shop.count(alias="all")), {"all": 7})
    check("count of a query", aggregate(flowers.count(alias="n")), {"n": 2})
    check("count up to a limit", aggregate(shop.limit(3).count(alias="n")), {"n": 3})
    check("sum of integers", aggregate(flowers.sum("price", alias="sum")), {"sum": 75})
    check("avg", aggregate(flowers.avg("price", alias="avg")), {"avg": 37.5})
    several = flowers.count(alias="n").sum("stock.here", alias="sum").avg("stock.here", alias="avg")
    check("several at once", aggregate(several), {"n": 2, "sum": 10, "avg": 5.0})
    nothing = shop.where(filter=FieldFilter("kind", "==", "none"))
    check("count of nothing", aggregate(nothing.count(alias="n")), {"n": 0})
    total = aggregate(shop.sum("price", alias="sum"))["sum"]
    check("a sum with NaN", math.isnan(total))


def neighbours():
    points = db.collection("points")
    for name, place in {"near": [1.0, 1.0], "far": [9.0, 9.0], "middle": [3.0, 3.0]}.items():
        points.document(name).set({"place": Vector(place)})
    points.document("flat").set({"place": Vector([1.0])})
    nearest = points.find_nearest(
        vector_field="place", query_vector=Vector([0.0, 0.0]), limit=2,
        distance_measure=DistanceMeasure.EUCLIDEAN, distance_result_field="distance")
    found = [(snapshot.id, round(snapshot.get("distance"), 3)) for snapshot in nearest.stream()]
    check("find_nearest", found, [("near", 1.414), ("middle", 4.243)])


def explained():
    query = shop.where(filter=FieldFilter("kind", "==", "flower"))
    results = query.get(explain_options=ExplainOptions(analyze=True))
    check("an explained query has its rows", [found.id for found in results], ["flower", "haze"])
    metrics = results.get_explain_metrics()
    check("and says how many", metrics.execution_stats.results_returned, 2)
    check("and which way it took", len(metrics.plan_summary.indexes_used) > 0)


for name, fields in ITEMS.items():
    shop.document(name).set(fields)
filters()
orders_and_cursors()
projections()
groups()
aggregations()
neighbours()
explained()
finish()
