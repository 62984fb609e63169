// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

/// The field numbers of `google.firestore.v1`, of the messages that this module reads and
/// writes itself.
package enum FieldNumber {
    package enum Value {
        package static let booleanValue: UInt32 = 1
        package static let integerValue: UInt32 = 2
        package static let doubleValue: UInt32 = 3
        package static let referenceValue: UInt32 = 5
        package static let mapValue: UInt32 = 6
        package static let geoPointValue: UInt32 = 8
        package static let arrayValue: UInt32 = 9
        package static let timestampValue: UInt32 = 10
        package static let nullValue: UInt32 = 11
        package static let stringValue: UInt32 = 17
        package static let bytesValue: UInt32 = 18
    }
    package enum ArrayValue {
        package static let values: UInt32 = 1
    }
    package enum MapValue {
        package static let fields: UInt32 = 1
    }
    package enum Document {
        package static let name: UInt32 = 1
        package static let fields: UInt32 = 2
        package static let createTime: UInt32 = 3
        package static let updateTime: UInt32 = 4
    }
    package enum DocumentMask {
        package static let fieldPaths: UInt32 = 1
    }
    package enum Precondition {
        package static let exists: UInt32 = 1
        package static let updateTime: UInt32 = 2
    }
    package enum TransactionOptions {
        package static let readOnly: UInt32 = 2
        package static let readWrite: UInt32 = 3
        package enum ReadWrite {
            package static let retryTransaction: UInt32 = 1
            package static let concurrencyMode: UInt32 = 2
        }
        package enum ReadOnly {
            package static let readTime: UInt32 = 2
        }
    }
    package enum Write {
        package static let update: UInt32 = 1
        package static let delete: UInt32 = 2
        package static let updateMask: UInt32 = 3
        package static let currentDocument: UInt32 = 4
        package static let verify: UInt32 = 5
        package static let transform: UInt32 = 6
        package static let updateTransforms: UInt32 = 7
    }
    package enum DocumentTransform {
        package static let document: UInt32 = 1
        package static let fieldTransforms: UInt32 = 2
        package enum FieldTransform {
            package static let fieldPath: UInt32 = 1
            package static let setToServerValue: UInt32 = 2
            package static let increment: UInt32 = 3
            package static let maximum: UInt32 = 4
            package static let minimum: UInt32 = 5
            package static let appendMissingElements: UInt32 = 6
            package static let removeAllFromArray: UInt32 = 7
        }
    }
    package enum WriteResult {
        package static let updateTime: UInt32 = 1
        package static let transformResults: UInt32 = 2
    }
    package enum StructuredQuery {
        package static let select: UInt32 = 1
        package static let from: UInt32 = 2
        package static let `where`: UInt32 = 3
        package static let orderBy: UInt32 = 4
        package static let limit: UInt32 = 5
        package static let offset: UInt32 = 6
        package static let startAt: UInt32 = 7
        package static let endAt: UInt32 = 8
        package static let findNearest: UInt32 = 9
        package enum CollectionSelector {
            package static let collectionId: UInt32 = 2
            package static let allDescendants: UInt32 = 3
        }
        package enum Filter {
            package static let compositeFilter: UInt32 = 1
            package static let fieldFilter: UInt32 = 2
            package static let unaryFilter: UInt32 = 3
        }
        package enum CompositeFilter {
            package static let op: UInt32 = 1
            package static let filters: UInt32 = 2
        }
        package enum FieldFilter {
            package static let field: UInt32 = 1
            package static let op: UInt32 = 2
            package static let value: UInt32 = 3
        }
        package enum UnaryFilter {
            package static let op: UInt32 = 1
            package static let field: UInt32 = 2
        }
        package enum Order {
            package static let field: UInt32 = 1
            package static let direction: UInt32 = 2
        }
        package enum FieldReference {
            package static let fieldPath: UInt32 = 2
        }
        package enum Projection {
            package static let fields: UInt32 = 2
        }
        package enum FindNearest {
            package static let vectorField: UInt32 = 1
            package static let queryVector: UInt32 = 2
            package static let distanceMeasure: UInt32 = 3
            package static let limit: UInt32 = 4
            package static let distanceResultField: UInt32 = 5
            package static let distanceThreshold: UInt32 = 6
        }
    }
    package enum StructuredAggregationQuery {
        package static let structuredQuery: UInt32 = 1
        package static let aggregations: UInt32 = 3
        package enum Aggregation {
            package static let count: UInt32 = 1
            package static let sum: UInt32 = 2
            package static let avg: UInt32 = 3
            package static let alias: UInt32 = 7
            package enum Count {
                package static let upTo: UInt32 = 1
            }
            package enum Sum {
                package static let field: UInt32 = 1
            }
            package enum Avg {
                package static let field: UInt32 = 1
            }
        }
    }
    package enum Cursor {
        package static let values: UInt32 = 1
        package static let before: UInt32 = 2
    }
    package enum AggregationResult {
        package static let aggregateFields: UInt32 = 2
    }
    package enum ExplainOptions {
        package static let analyze: UInt32 = 1
    }
    package enum ExplainMetrics {
        package static let planSummary: UInt32 = 1
        package static let executionStats: UInt32 = 2
    }
    package enum PlanSummary {
        package static let indexesUsed: UInt32 = 1
    }
    package enum ExecutionStats {
        package static let resultsReturned: UInt32 = 1
        package static let executionDuration: UInt32 = 3
        package static let readOperations: UInt32 = 4
        package static let debugStats: UInt32 = 5
    }
    package enum ListenResponse {
        package static let targetChange: UInt32 = 2
        package static let documentChange: UInt32 = 3
        package static let documentDelete: UInt32 = 4
        package static let filter: UInt32 = 5
        package static let documentRemove: UInt32 = 6
    }
    package enum Target {
        package static let query: UInt32 = 2
        package static let documents: UInt32 = 3
        package static let resumeToken: UInt32 = 4
        package static let targetId: UInt32 = 5
        package static let once: UInt32 = 6
        package static let readTime: UInt32 = 11
        package static let expectedCount: UInt32 = 12
        package enum DocumentsTarget {
            package static let documents: UInt32 = 2
        }
        package enum QueryTarget {
            package static let parent: UInt32 = 1
            package static let structuredQuery: UInt32 = 2
        }
    }
    package enum TargetChange {
        package static let targetChangeType: UInt32 = 1
        package static let targetIds: UInt32 = 2
        package static let cause: UInt32 = 3
        package static let resumeToken: UInt32 = 4
        package static let readTime: UInt32 = 6
    }
    package enum DocumentChange {
        package static let document: UInt32 = 1
        package static let targetIds: UInt32 = 5
        package static let removedTargetIds: UInt32 = 6
    }
    package enum DocumentDelete {
        package static let document: UInt32 = 1
        package static let readTime: UInt32 = 4
        package static let removedTargetIds: UInt32 = 6
    }
    package enum DocumentRemove {
        package static let document: UInt32 = 1
        package static let removedTargetIds: UInt32 = 2
        package static let readTime: UInt32 = 4
    }
    package enum ExistenceFilter {
        package static let targetId: UInt32 = 1
        package static let count: UInt32 = 2
        package static let unchangedNames: UInt32 = 3
    }
    package enum BloomFilter {
        package static let bits: UInt32 = 1
        package static let hashCount: UInt32 = 2
    }
    package enum BitSequence {
        package static let bitmap: UInt32 = 1
        package static let padding: UInt32 = 2
    }
}
