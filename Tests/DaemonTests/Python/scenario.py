"""What the scenarios share: a client of the bridge, and checks that print a line each."""
import os
import sys

from google.cloud import firestore

PROJECT = "demo"
_failures = 0


def client(database="(default)"):
    """Google's client, unmodified: it finds the bridge by FIRESTORE_EMULATOR_HOST."""
    return firestore.Client(project=PROJECT, database=database)


def bridge():
    """host:port of the bridge."""
    return os.environ["FIRESTORE_EMULATOR_HOST"]


def check(name, got, wanted=True):
    """Prints `ok name`, or what was got instead of what was wanted."""
    global _failures
    if got == wanted:
        print(f"ok {name}", flush=True)
    else:
        _failures += 1
        print(f"FAILED {name}: got {got!r}, wanted {wanted!r}", flush=True)


def refused(name, error, call):
    """Checks that `call` raises an error of class `error`."""
    try:
        got = call()
    except Exception as raised:  # whatever it is, the line shows it
        check(name, type(raised).__name__, error.__name__)
    else:
        check(name, got, error.__name__)


def finish():
    """Ends the scenario with 1 where a check failed."""
    sys.exit(1 if _failures else 0)
