"""What the pricing peers share: the generated catalog, the hash of prices, the SQL.

The hash is the one of posmirror-bench (Catalog/PriceHash.swift). The SQL asks no peer for more
than it must do: the rules are first reduced to bands, for each pair of category and brand the
ranges of base price in which one rule wins or none does (kind 3); then one UPDATE joins every
product to its band, of which it has exactly one, and a second UPDATE puts the rules of single
products on top. All of it is one transaction.
"""
import csv
import json
import sys
import time

import numpy as np

CATEGORIES = 12
QUERY = {"low": 1000, "high": 4000, "limit": 50}
WHOLE_SHOP = 0


def scramble(value):
    """The finaliser of SplitMix64 over an array of uint64."""
    value = value ^ (value >> np.uint64(30))
    value = value * np.uint64(0xBF58476D1CE4E5B9)
    value = value ^ (value >> np.uint64(27))
    value = value * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def price_hash(ids, sales, rules):
    """Sum of one term a product; sale and rule are 0 without a sale."""
    ids, sales, rules = (np.asarray(column, dtype=np.uint64) for column in (ids, sales, rules))
    with np.errstate(over="ignore"):
        mixed = (ids << np.uint64(32) | sales) ^ (rules * np.uint64(0x9E3779B97F4A7C15))
        return int(scramble(mixed).sum(dtype=np.uint64))


def cursor_hash(cursor):
    """The same of all rows (id, sale, rule) of a cursor, a part at a time."""
    total = 0
    while rows := cursor.fetchmany(200_000):
        total += price_hash(*zip(*rows))
    return total % 2**64


def page_hash(number, total, rows):
    """Hash of one page of a query: its total and each place's item and price."""
    with np.errstate(over="ignore"):
        term = price_hash([number], [total], [0])
        places = [number * 1000 + place for place in range(len(rows))]
        if rows:
            term += price_hash([row[0] for row in rows], [row[1] for row in rows], places)
    return term % 2**64


def read_rules(directory):
    """Rows of rules.csv as tuples of integers."""
    with open(f"{directory}/rules.csv") as file:
        return [tuple(map(int, row)) for row in list(csv.reader(file))[1:]]


def read_products(directory):
    """Tuples of id, category, brand, price, one after the other."""
    with open(f"{directory}/products.csv") as file:
        next(file)
        for line in file:
            yield tuple(map(int, line.split(",")))


# A rule saves from some price upwards: half a cent of a percentage, a cent above a fixed price.
SAVES_FROM = """CASE kind WHEN 0 THEN 5000 / value + 1 WHEN 1 THEN 1 ELSE value + 1 END"""

SALE = """CASE kind WHEN 0 THEN (price * (10000 - value) + 5000) / 10000
  WHEN 1 THEN CASE WHEN price > value THEN price - value ELSE 0 END ELSE value END"""


def bands(division):
    """The ranges of price in which a rule wins, for every pair of category and brand."""
    saves_from = SAVES_FROM.replace("/", division)
    return f"""
WITH pairs AS (SELECT c.key AS category, b.key AS brand FROM categories c CROSS JOIN brands b),
candidates AS (
  SELECT category, brand, level, priority, rule, kind, value, {saves_from} AS low
  FROM pairs JOIN rules ON active = 1 AND (level = 2 AND key = category
                                          OR level = 3 AND key = brand)),
ordered AS (
  SELECT *, MIN(low) OVER (PARTITION BY category, brand ORDER BY level, priority DESC, rule
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS below FROM candidates)
SELECT category, brand, low, COALESCE(below, 2147483647) AS high, rule, kind, value
FROM ordered WHERE below IS NULL OR low < below
UNION ALL
SELECT category, brand, 0, COALESCE(MIN(low), 2147483647), 0, 3, 0
FROM pairs LEFT JOIN candidates USING (category, brand) GROUP BY category, brand"""


def item_bands(division):
    """The same for products with rules of their own."""
    saves_from = SAVES_FROM.replace("/", division)
    return f"""
WITH candidates AS (
  SELECT key AS item, priority, rule, kind, value, {saves_from} AS low
  FROM rules WHERE active = 1 AND level = 1),
ordered AS (
  SELECT *, MIN(low) OVER (PARTITION BY item ORDER BY priority DESC, rule
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS below FROM candidates)
SELECT item, low, COALESCE(below, 2147483647) AS high, rule, kind, value
FROM ordered WHERE below IS NULL OR low < below"""


def timed(body):
    """Seconds that `body` takes."""
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def summary(seconds):
    """The median and the fastest of some runs, in microseconds."""
    ordered = sorted(seconds)
    return {
        "p50_us": round(ordered[(len(ordered) - 1) // 2] * 1e6, 1),
        "min_us": round(ordered[0] * 1e6, 1),
        "runs": len(ordered),
    }


def report(**members):
    """Prints one JSON object."""
    json.dump(members, sys.stdout)
    print()


def as_hex(number):
    return f"{number:016x}"
