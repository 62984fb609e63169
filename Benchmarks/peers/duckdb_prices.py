"""DuckDB: prices the generated catalog with an UPDATE, then answers the menu's queries.

usage: duckdb_prices.py DIRECTORY RUNS   (DIRECTORY as posmirror-bench export writes it)
"""
import os
import sys
import tempfile

import duckdb

import prices


def main():
    directory, runs = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        db = duckdb.connect(os.path.join(scratch, "prices.duckdb"))
        db.execute("SET threads = 2")
        load(db, directory)
        seconds = []
        for run in range(runs):
            active = 1 - run % 2
            seconds.append(prices.timed(lambda: reprice(db, active)))
            if run < 2:
                last = price_hash(db)
                (hash_on, hash_off) = (last, None) if active else (hash_on, last)
        query_seconds, query_hash = query(db)
    prices.report(
        peer="duckdb", version=duckdb.__version__, hash_on=prices.as_hex(hash_on),
        hash_off=prices.as_hex(hash_off), reprice=prices.summary(seconds),
        query=prices.summary(query_seconds), query_hash=prices.as_hex(query_hash))


def load(db, directory):
    db.execute(f"""CREATE TABLE products AS SELECT id::BIGINT AS id, category::INTEGER AS category,
        brand::INTEGER AS brand, price::INTEGER AS price, 0::INTEGER AS sale, 0::INTEGER AS rule
        FROM read_csv('{directory}/products.csv')""")
    db.execute(f"CREATE TABLE rules AS SELECT * FROM read_csv('{directory}/rules.csv')")
    db.execute("CREATE TABLE categories AS SELECT DISTINCT category AS key FROM products")
    db.execute("CREATE TABLE brands AS SELECT DISTINCT brand AS key FROM products")


def reprice(db, active):
    """One change of a rule and new prices for everything, in one transaction."""
    sale = prices.SALE.replace("/", "//").replace("price", "products.price")
    db.execute("BEGIN")
    db.execute(f"UPDATE rules SET active = {active} WHERE rule = {prices.WHOLE_SHOP}")
    db.execute(f"CREATE OR REPLACE TEMP TABLE bands AS {prices.bands('//')}")
    db.execute(f"CREATE OR REPLACE TEMP TABLE item_bands AS {prices.item_bands('//')}")
    db.execute(f"""UPDATE products SET sale = {sale}, rule = bands.rule FROM bands
        WHERE products.category = bands.category AND products.brand = bands.brand
          AND products.price >= low AND products.price < high""")
    db.execute(f"""UPDATE products SET sale = {sale}, rule = item_bands.rule FROM item_bands
        WHERE products.id = item AND products.price >= low AND products.price < high""")
    db.execute("COMMIT")


def price_hash(db):
    columns = db.execute("SELECT id, sale, rule FROM products").fetchnumpy()
    return prices.price_hash(columns["id"], columns["sale"], columns["rule"])


def query(db):
    seconds, total_hash = [], 0
    for run in range(10):
        for category in range(prices.CATEGORIES):
            result = {}

            def ask():
                where = f"""category = {category} AND sale > 0
                    AND sale BETWEEN {prices.QUERY['low']} AND {prices.QUERY['high']}"""
                result["rows"] = db.execute(f"""SELECT id, sale FROM products WHERE {where}
                    ORDER BY sale, id LIMIT {prices.QUERY['limit']}""").fetchall()
                result["total"] = db.execute(
                    f"SELECT count(*) FROM products WHERE {where}").fetchone()[0]

            seconds.append(prices.timed(ask))
            if run == 0:
                total_hash += prices.page_hash(category, result["total"], result["rows"])
    return seconds, total_hash % 2**64


main()
