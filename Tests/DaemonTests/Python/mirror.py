"""The mirrored catalog with Google's client: derived sale fields, agents' own fields and rules."""
import queue
import sys

from google.api_core import exceptions
from google.cloud.firestore_v1.base_query import FieldFilter

from scenario import check, client, finish, refused

PATIENCE_SECONDS = 30
ORG = sys.argv[2]
db = client()
items = db.collection(f"tenants/{ORG}/publicViews/products/items")
on_sale = items.where(filter=FieldFilter("isOnSale", "==", True))
rule = db.document(f"tenants/{ORG}/discounts/agents-own")


def dearest(count):
    """The products of the highest base price."""
    return list(items.order_by("price", direction="DESCENDING").limit(count).stream())


def sales():
    check("nothing is on sale", on_sale.count(alias="n").get()[0][0].value, 0)
    chosen = dearest(5)
    rule.set({
        "name": "Clearance", "discountType": "percent", "discountValue": 50, "active": True,
        "products": [product.id for product in chosen], "badgeText": "CLEARANCE",
    })
    found = list(on_sale.order_by("salePrice").stream())
    check("an agent's rule puts products on sale",
          {product.id for product in found}, {product.id for product in chosen})
    prices = [product.get("salePrice") for product in found]
    check("ordered by what they cost now", prices, sorted(prices))
    # Half a cent is rounded up, as money is.
    check("at half the price", [(product.get("salePrice"), product.get("saleBadgeText"))
                                for product in found],
          [((round(product.get("price") * 100) + 1) // 2 / 100, "CLEARANCE") for product in found])
    one = found[0].reference
    refused("a sale field is nobody's to write", exceptions.FailedPrecondition,
            lambda: one.update({"isOnSale": False}))
    one.update({"featured": True})
    check("a field of the agent's own", one.get().get("featured"), True)
    cheap = items.where(filter=FieldFilter("salePrice", "<", prices[2])).count(alias="n")
    check("a count by sale price", cheap.get()[0][0].value,
          sum(price < prices[2] for price in prices))
    rule.delete()
    check("the sale is over with its rule", on_sale.count(alias="n").get()[0][0].value, 0)
    check("and the agent's field stays", one.get().to_dict().get("featured"), True)


def repricing():
    snapshots = queue.Queue()
    watch = on_sale.on_snapshot(
        lambda documents, changes, time: snapshots.put(
            ({document.id for document in documents}, {change.type.name for change in changes})))

    def told():
        return snapshots.get(timeout=PATIENCE_SECONDS)

    check("a listener starts with no sale", told(), (set(), set()))
    chosen = {product.id for product in dearest(40)}
    fields = {"name": "Flash", "discountType": "percent", "discountValue": 10, "active": True}
    rule.set({**fields, "products": sorted(chosen)})
    check("a re-price of forty is one snapshot", told(), (chosen, {"ADDED"}))
    rule.update({"discountValue": 20})
    check("a deeper cut changes them all", told(), (chosen, {"MODIFIED"}))
    rule.update({"active": False})
    check("the end of the sale takes them away", told(), (set(), {"REMOVED"}))
    watch.unsubscribe()


{"sales": sales, "repricing": repricing}[sys.argv[1]]()
finish()
