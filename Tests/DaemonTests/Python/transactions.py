"""Transactions with Google's client, many at a time."""
import threading

from google.api_core import exceptions
from google.cloud import firestore

from scenario import check, client, finish, refused

THREADS, INCREMENTS = 8, 1000
db = client()
counter = db.document("counters/shared")


@firestore.transactional
def increment(transaction):
    count = counter.get(transaction=transaction).get("count")
    transaction.update(counter, {"count": count + 1})


def counting():
    counter.set({"count": 0})
    failures = []

    def work():
        try:
            for _ in range(INCREMENTS // THREADS):
                increment(db.transaction(max_attempts=1000))
        except Exception as error:  # shown by the check below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("every transaction was committed", failures, [])
    check("1,000 increments by 8 threads", counter.get().get("count"), INCREMENTS)


def moving():
    """What two documents hold together never changes, whoever reads."""
    left, right = db.document("accounts/left"), db.document("accounts/right")
    left.set({"cents": 1000})
    right.set({"cents": 0})

    @firestore.transactional
    def move(transaction, cents):
        balance = left.get(transaction=transaction).get("cents")
        other = right.get(transaction=transaction).get("cents")
        if balance < cents:
            return False
        transaction.update(left, {"cents": balance - cents})
        transaction.update(right, {"cents": other + cents})
        return True

    @firestore.transactional
    def total(transaction):
        accounts = db.collection("accounts").get(transaction=transaction)
        return sum(account.get("cents") for account in accounts)

    totals, done = set(), threading.Event()

    def watch():
        while not done.is_set():
            totals.add(total(db.transaction(read_only=True)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    moves = [move(db.transaction(max_attempts=100), 90) for _ in range(12)]
    done.set()
    watcher.join()
    check("moves until the money is gone", moves, [True] * 11 + [False])
    check("readers see one state", totals, {1000})


def conflicts():
    document = db.document("counters/conflict")
    document.set({"n": 1})
    attempts = []

    @firestore.transactional
    def disturbed(transaction):
        seen = document.get(transaction=transaction).get("n")
        attempts.append(seen)
        if len(attempts) == 1:
            # Somebody else is quicker; no lock holds them up.
            document.set({"n": 10})
        transaction.update(document, {"n": seen + 1})

    disturbed(db.transaction())
    check("the body runs again on a conflict", attempts, [1, 10])
    check("and its second result counts", document.get().get("n"), 11)

    @firestore.transactional
    def phantom(transaction):
        query = db.collection("queue").where(filter=firestore.FieldFilter("open", "==", True))
        found = len(query.get(transaction=transaction))
        attempts.append(found)
        if len(attempts) == 1:
            db.document("queue/new").set({"open": True})
        transaction.set(db.document("counters/open"), {"n": found})

    attempts.clear()
    phantom(db.transaction())
    check("a document that enters a query's result is a conflict", attempts, [0, 1])


def giving_up():
    document = db.document("counters/kept")
    document.set({"n": 1})

    @firestore.transactional
    def failing(transaction):
        transaction.update(document, {"n": 2})
        raise KeyError("changed my mind")

    refused("an error of the body", KeyError, lambda: failing(db.transaction()))
    check("rolls back", document.get().get("n"), 1)

    @firestore.transactional
    def reading_twice(transaction):
        first = document.get(transaction=transaction).get("n")
        document.update({"n": first + 1})
        return first, document.get(transaction=transaction).get("n")

    check("a reader sees one time", reading_twice(db.transaction(read_only=True)), (1, 1))

    @firestore.transactional
    def precondition(transaction):
        document.get(transaction=transaction)
        transaction.create(document, {"n": 4})

    refused(
        "a failed precondition", exceptions.AlreadyExists,
        lambda: precondition(db.transaction(max_attempts=1)))
    check("changes nothing", document.get().get("n"), 2)


counting()
moving()
conflicts()
giving_up()
finish()
