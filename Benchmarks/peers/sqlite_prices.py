"""SQLite: prices the generated catalog with an UPDATE, then answers the menu's queries from the
index that suits them.

usage: sqlite_prices.py DIRECTORY RUNS   (DIRECTORY as posmirror-bench export writes it)
"""
import os
import sqlite3
import sys
import tempfile

import prices


def main():
    directory, runs = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        db = sqlite3.connect(os.path.join(scratch, "prices.db"), isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        # Durable like the mirror: the log is synced at each commit.
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -1000000")
        load(db, directory)
        seconds, hashes = [], {}
        for run in range(runs):
            active = 1 - run % 2
            seconds.append(prices.timed(lambda: reprice(db, active)))
            if run < 2:
                hashes[active] = price_hash(db)
        if runs % 2:
            reprice(db, 0)
        query_seconds, query_hash = query(db)
    prices.report(
        peer="sqlite", version=sqlite3.sqlite_version, hash_on=prices.as_hex(hashes[1]),
        hash_off=prices.as_hex(hashes[0]), reprice=prices.summary(seconds),
        query=prices.summary(query_seconds), query_hash=prices.as_hex(query_hash))


def load(db, directory):
    db.execute("""CREATE TABLE products (id INTEGER PRIMARY KEY, category INTEGER, brand INTEGER,
        price INTEGER, sale INTEGER DEFAULT 0, rule INTEGER DEFAULT 0)""")
    db.execute("""CREATE TABLE rules (rule INTEGER, level INTEGER, key INTEGER, kind INTEGER,
        value INTEGER, priority INTEGER, active INTEGER)""")
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO products (id, category, brand, price) VALUES (?, ?, ?, ?)",
        prices.read_products(directory))
    db.executemany("INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ?)", prices.read_rules(directory))
    db.execute("CREATE TABLE categories AS SELECT DISTINCT category AS key FROM products")
    db.execute("CREATE TABLE brands AS SELECT DISTINCT brand AS key FROM products")
    db.execute("COMMIT")


def reprice(db, active):
    """One change of a rule and new prices for everything, in one transaction."""
    sale = prices.SALE.replace("price", "products.price")
    db.execute("BEGIN IMMEDIATE")
    db.execute(f"UPDATE rules SET active = {active} WHERE rule = {prices.WHOLE_SHOP}")
    for name, rows, key in (
            ("bands", prices.bands("/"), "category, brand, low"),
            ("item_bands", prices.item_bands("/"), "item, low")):
        db.execute(f"DROP TABLE IF EXISTS temp.{name}")
        db.execute(f"CREATE TEMP TABLE {name} AS {rows}")
        db.execute(f"CREATE INDEX temp.{name}_key ON {name} ({key})")
    # The band is looked up in its index, once a product.
    db.execute(f"""UPDATE products SET (sale, rule) = (
        SELECT {sale}, bands.rule FROM bands
        WHERE bands.category = products.category AND bands.brand = products.brand
          AND bands.low <= products.price ORDER BY bands.low DESC LIMIT 1)""")
    db.execute(f"""UPDATE products SET sale = {sale}, rule = item_bands.rule FROM item_bands
        WHERE products.id = item AND products.price >= low AND products.price < high""")
    db.execute("COMMIT")


def price_hash(db):
    return prices.cursor_hash(db.execute("SELECT id, sale, rule FROM products"))


def query(db):
    db.execute("CREATE INDEX on_sale ON products (category, sale, id) WHERE sale > 0")
    db.execute("ANALYZE")
    seconds, total_hash = [], 0
    where = "category = ? AND sale > 0 AND sale BETWEEN ? AND ?"
    for run in range(10):
        for category in range(prices.CATEGORIES):
            bounds = (category, prices.QUERY["low"], prices.QUERY["high"])
            result = {}

            def ask():
                result["rows"] = db.execute(
                    f"SELECT id, sale FROM products WHERE {where} ORDER BY sale, id"
                    f" LIMIT {prices.QUERY['limit']}", bounds).fetchall()
                result["total"] = db.execute(
                    f"SELECT count(*) FROM products WHERE {where}", bounds).fetchone()[0]

            seconds.append(prices.timed(ask))
            if run == 0:
                total_hash += prices.page_hash(category, result["total"], result["rows"])
    return seconds, total_hash % 2**64


main()
