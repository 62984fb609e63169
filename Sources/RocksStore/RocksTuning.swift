import CRocksDB

/// The C option objects for ``RocksOptions``. Needed only to open a database: RocksDB copies the
/// options and retains cache and filter policy.
final class RocksTuning {
    let database: OpaquePointer
    /// One for each ``ColumnFamily``, by raw value.
    let families: [OpaquePointer]
    private let cache: OpaquePointer
    /// InfoLogLevel::FATAL_LEVEL of rocksdb/env.h: the options at the opening, nothing after it.
    private let logLevel: Int32 = 4

    init(_ options: RocksOptions, compression: Int32) {
        cache = rocksdb_cache_create_lru(options.blockCacheBytes)
        database = rocksdb_options_create()
        families = ColumnFamily.allCases.map { _ in rocksdb_options_create() }
        setDatabaseOptions(options)
        for family in ColumnFamily.allCases {
            setFamilyOptions(family, options, compression)
        }
    }

    deinit {
        for family in families { rocksdb_options_destroy(family) }
        rocksdb_options_destroy(database)
        rocksdb_cache_destroy(cache)
    }

    private func setDatabaseOptions(_ options: RocksOptions) {
        let raw = database
        rocksdb_options_set_create_if_missing(raw, options.createIfMissing ? 1 : 0)
        rocksdb_options_set_create_missing_column_families(
            raw, options.createMissingFamilies ? 1 : 0)
        rocksdb_options_set_max_background_jobs(raw, Int32(clamping: options.backgroundJobs))
        rocksdb_options_set_db_write_buffer_size(raw, options.writeBuffersBytes)
        // Otherwise families with few writes would retain old logs, all of which are replayed at
        // startup.
        rocksdb_options_set_max_total_wal_size(raw, UInt64(options.writeBuffersBytes))
        // All families are flushed as one, so that the tables by themselves are always the state
        // after one commit (wiki: Atomic Flush).
        rocksdb_options_set_atomic_flush(raw, 1)
        // After a crash, everything before the first damaged record counts and nothing behind
        // it: a prefix of the commits (wiki: WAL Recovery Modes, kPointInTimeRecovery).
        rocksdb_options_set_wal_recovery_mode(raw, Int32(rocksdb_point_in_time_recovery))
        rocksdb_options_set_paranoid_checks(raw, 1)
        // Deleting files must not delay a reader that releases an iterator.
        rocksdb_options_set_avoid_unnecessary_blocking_io(raw, 1)
        // Writes tables back gradually, so that a sync of the log does not wait behind a flush.
        rocksdb_options_set_bytes_per_sync(raw, 1 << 20)
        // An idle daemon must not wake up to dump statistics.
        rocksdb_options_set_stats_dump_period_sec(raw, 0)
        rocksdb_options_set_stats_persist_period_sec(raw, 0)
        // Debian's build would log a line for every sync of the log, and where a line of this log
        // cannot be written, as on a full disk, the next one ends the process.
        rocksdb_options_set_info_log_level(raw, logLevel)
        rocksdb_options_set_keep_log_file_num(raw, 4)
        rocksdb_options_set_max_log_file_size(raw, 4 << 20)
    }

    private func setFamilyOptions(
        _ family: ColumnFamily, _ options: RocksOptions, _ compression: Int32
    ) {
        let raw = families[family.rawValue]
        let large = family == .documents || family == .columns || family == .indexes
        let bufferBytes = large ? options.writeBufferBytes : min(options.writeBufferBytes, 4 << 20)
        rocksdb_options_set_write_buffer_size(raw, bufferBytes)
        rocksdb_options_set_max_write_buffer_number(raw, 3)
        rocksdb_options_set_level_compaction_dynamic_level_bytes(raw, 1)
        // Level 0 is soon compacted: compression would slow the flush and save nothing.
        let levels =
            [Int32(rocksdb_no_compression)] + [Int32](repeating: compression, count: 6)
        rocksdb_options_set_compression_per_level(raw, levels, levels.count)
        if family == .documents {
            // Most gets of an initial load are for absent keys; the filter saves their search of
            // the write buffer.
            rocksdb_options_set_memtable_whole_key_filtering(raw, 1)
            rocksdb_options_set_memtable_prefix_bloom_size_ratio(raw, 0.05)
        }
        setTableOptions(raw, filter: family == .documents || family == .columns)
    }

    private func setTableOptions(_ raw: OpaquePointer, filter: Bool) {
        let table: OpaquePointer = rocksdb_block_based_options_create()
        defer { rocksdb_block_based_options_destroy(table) }
        rocksdb_block_based_options_set_block_cache(table, cache)
        // Format 5: the cache-local bloom filter; readable by RocksDB 6.6 and later.
        rocksdb_block_based_options_set_format_version(table, 5)
        // About a dozen documents per block: a compromise between decompression per point read on
        // the one hand, and ratio and index size on the other.
        rocksdb_block_based_options_set_block_size(table, 8 << 10)
        // A hash index in each block replaces the binary search of point reads (wiki: Data Block
        // Hash Index).
        let hashed = rocksdb_block_based_table_data_block_index_type_binary_search_and_hash
        rocksdb_block_based_options_set_data_block_index_type(table, Int32(hashed))
        rocksdb_block_based_options_set_data_block_hash_ratio(table, 0.75)
        // Indexes and filters are held by the open tables, about 4 bytes per document: saves two
        // cache lookups per table and get, and commits consist mostly of gets.
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 0)
        if filter {
            // 10 bits per key: about 1 % false positives (wiki: RocksDB Bloom Filter).
            rocksdb_block_based_options_set_filter_policy(
                table, rocksdb_filterpolicy_create_bloom_full(10))
            rocksdb_block_based_options_set_whole_key_filtering(table, 1)
        }
        rocksdb_options_set_block_based_table_factory(raw, table)
    }
}
