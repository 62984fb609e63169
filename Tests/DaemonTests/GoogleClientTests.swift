import Testing

/// Google's own Firestore client for Python, unmodified, on the daemon through Protocol/bridge.
@Suite struct GoogleClientTests {
    @Test func documentsOfEveryType() throws {
        try withBridge { _, bridge in
            try bridge.scenario(
                "documents",
                passes: [
                    "NaN comes back as NaN", "type null", "type truth", "type zero",
                    "type largest", "type smallest", "type double", "type negative_zero",
                    "type infinity", "type instant", "type text", "type empty", "type bytes",
                    "type reference", "type place", "type list", "type map", "type empty_map",
                    "type vector", "the sign of zero is kept", "no other fields",
                    "a missing document", "set replaces all", "merge keeps the rest",
                    "merge of named fields", "update of paths",
                    "a write of the same changes no time", "times are there", "a field path",
                    "deleted", "update of a missing document", "create twice",
                    "update at a known time", "update at an old time",
                    "delete that must exist", "a reserved id", "increment",
                    "minimum and maximum", "array union", "server times", "array remove",
                    "increments saturate", "a batch of 20", "a batch with one bad write",
                    "nothing of it was applied", "get_all", "a bulk writer",
                    "collections below a document", "collections at the top",
                    "a document that is only a parent", "an id made by the client",
                    "recursive delete", "another database", "is a tree of its own",
                ])
        }
    }

    @Test func queriesOfEveryKind() throws {
        try withBridge { _, bridge in
            try bridge.scenario(
                "queries",
                passes: [
                    "all, in the order of ids", "==", "== of another number type", "== null",
                    "== NaN", "!=", "!= null", "<", "<=", ">", ">=", "> of strings", "in",
                    "not-in", "array-contains", "array-contains-any", "a field in a map",
                    "by name", "and", "or", "ranges of two fields", "too many alternatives",
                    "order_by", "descending", "two orders", "a field that some lack",
                    "limit and offset", "limit_to_last", "start_at a value",
                    "start_after a value", "end_before a value", "end_at a value",
                    "start_after a snapshot", "end_before a snapshot", "pages by snapshot",
                    "select", "names alone", "a collection group", "a filtered group",
                    "an ordered group", "partitions cover the group", "one collection of it",
                    "count", "count of a query", "count up to a limit", "sum of integers",
                    "avg", "several at once", "count of nothing", "a sum with NaN",
                    "find_nearest", "an explained query has its rows", "and says how many",
                    "and which way it took",
                ])
        }
    }

    @Test func transactionsUnderContention() throws {
        try withBridge { _, bridge in
            try bridge.scenario(
                "transactions",
                passes: [
                    "every transaction was committed", "1,000 increments by 8 threads",
                    "moves until the money is gone", "readers see one state",
                    "the body runs again on a conflict", "and its second result counts",
                    "a document that enters a query's result is a conflict",
                    "an error of the body", "rolls back", "a reader sees one time",
                    "a failed precondition", "changes nothing",
                ])
        }
    }

    @Test func listenersSeeEveryChangeInOrder() throws {
        try withBridge { _, bridge in
            try bridge.scenario(
                "listeners",
                passes: [
                    "what is there", "an add", "a change that moves it",
                    "one that leaves the result", "one that enters it", "a delete",
                    "one commit is one snapshot", "a document that comes and goes", "and how",
                    "a limit", "one pushes another out", "one moves up",
                    "every add is seen once", "all hundred",
                ])
        }
    }

    @Test func salesAreFieldsLikeAnyOther() throws {
        try withBridge { daemon, bridge in
            try daemon.sync(.products)
            try bridge.scenario(
                "mirror", "sales", TestDaemon.org,
                passes: [
                    "nothing is on sale", "an agent's rule puts products on sale",
                    "ordered by what they cost now", "at half the price",
                    "a sale field is nobody's to write", "a field of the agent's own",
                    "a count by sale price", "the sale is over with its rule",
                    "and the agent's field stays",
                ])
        }
    }

    @Test func aRepriceIsOneSnapshot() throws {
        try withBridge { daemon, bridge in
            try daemon.sync(.products)
            try bridge.scenario(
                "mirror", "repricing", TestDaemon.org,
                passes: [
                    "a listener starts with no sale", "a re-price of forty is one snapshot",
                    "a deeper cut changes them all", "the end of the sale takes them away",
                ])
        }
    }

    @Test func bothSidesSendOnStreams() throws {
        try withBridge { _, bridge in
            try bridge.scenario(
                "streams",
                passes: [
                    "a stream of writes has a name", "and has written nothing",
                    "commits are answered in order", "and are there",
                    "the stream ends when the client has no more",
                    "two targets on one stream", "one is removed", "the other goes on",
                    "a listener ends when its client has no more to say",
                ])
        }
    }
}
