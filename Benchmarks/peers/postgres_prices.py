"""PostgreSQL: prices the generated catalog with an UPDATE, in a server of its own.

usage: postgres_prices.py DIRECTORY RUNS   (DIRECTORY as posmirror-bench export writes it)
"""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile

import psycopg

import prices


def main():
    directory, runs = sys.argv[1], int(sys.argv[2])
    # An end from outside stops the server as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    scratch = tempfile.mkdtemp(prefix="posmirror-pg-")
    server = Server(scratch)
    try:
        server.start()
        with psycopg.connect(f"host={scratch} dbname=postgres user={server.user}",
                             autocommit=True) as db:
            load(db, directory)
            seconds, hashes = [], {}
            for run in range(runs):
                active = 1 - run % 2
                seconds.append(prices.timed(lambda: reprice(db, active)))
                if run < 2:
                    hashes[active] = price_hash(db)
                # What an UPDATE leaves behind is not held against the next one.
                db.execute("VACUUM products")
            version = db.execute("SHOW server_version").fetchone()[0].split()[0]
    finally:
        server.stop()
        shutil.rmtree(scratch, ignore_errors=True)
    prices.report(
        peer="postgresql", version=version, hash_on=prices.as_hex(hashes[1]),
        hash_off=prices.as_hex(hashes.get(0, 0)), reprice=prices.summary(seconds))


class Server:
    """A server on a Unix socket in `directory`; PostgreSQL refuses to run as root."""

    def __init__(self, directory):
        self.directory = directory
        self.data = f"{directory}/data"
        self.binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            shutil.chown(directory, self.user)

    def run(self, *command):
        entry = pwd.getpwnam(self.user)
        as_user = {"user": entry.pw_uid, "group": entry.pw_gid} if os.getuid() == 0 else {}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.directory,
                       stderr=subprocess.DEVNULL, **as_user)

    def start(self):
        self.run(f"{self.binaries}/initdb", "-D", self.data, "-A", "trust")
        # The defaults would make every UPDATE wait for checkpoints; durability stays on.
        options = (f"-k {self.directory} -h '' -c shared_buffers=2GB -c max_wal_size=8GB"
                   " -c work_mem=64MB -c checkpoint_timeout=30min")
        self.run(f"{self.binaries}/pg_ctl", "-D", self.data, "-w", "-o", options, "-l",
                 f"{self.directory}/log", "start")

    def stop(self):
        if os.path.exists(f"{self.data}/postmaster.pid"):
            self.run(f"{self.binaries}/pg_ctl", "-D", self.data, "-m", "immediate", "stop")


def load(db, directory):
    db.execute("""CREATE TABLE products (id BIGINT PRIMARY KEY, category INTEGER, brand INTEGER,
        price INTEGER, sale INTEGER DEFAULT 0, rule INTEGER DEFAULT 0)""")
    db.execute("""CREATE TABLE rules (rule INTEGER, level INTEGER, key INTEGER, kind INTEGER,
        value INTEGER, priority INTEGER, active INTEGER)""")
    copy(db, "products (id, category, brand, price)", f"{directory}/products.csv")
    copy(db, "rules", f"{directory}/rules.csv")
    db.execute("CREATE TABLE categories AS SELECT DISTINCT category AS key FROM products")
    db.execute("CREATE TABLE brands AS SELECT DISTINCT brand AS key FROM products")
    db.execute("VACUUM ANALYZE")


def copy(db, table, path):
    with open(path, "rb") as file, db.cursor() as cursor:
        with cursor.copy(f"COPY {table} FROM STDIN WITH (FORMAT csv, HEADER)") as target:
            while part := file.read(1 << 20):
                target.write(part)


def reprice(db, active):
    """One change of a rule and new prices for everything, in one transaction."""
    sale = prices.SALE.replace("price *", "price::BIGINT *").replace("price", "products.price")
    with db.transaction():
        db.execute(f"UPDATE rules SET active = {active} WHERE rule = {prices.WHOLE_SHOP}")
        for name, rows in (
                ("bands", prices.bands("/")), ("item_bands", prices.item_bands("/"))):
            db.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {rows}")
            db.execute(f"ANALYZE {name}")
        db.execute(f"""UPDATE products SET sale = {sale}, rule = bands.rule FROM bands
            WHERE products.category = bands.category AND products.brand = bands.brand
              AND products.price >= low AND products.price < high""")
        db.execute(f"""UPDATE products SET sale = {sale}, rule = item_bands.rule FROM item_bands
            WHERE products.id = item AND products.price >= low AND products.price < high""")


def price_hash(db):
    with db.transaction(), db.cursor(name="all") as cursor:
        cursor.execute("SELECT id, sale, rule FROM products")
        return prices.cursor_hash(cursor)


main()
