#ifndef POSMIRROR_DISK_JOURNAL_H
#define POSMIRROR_DISK_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

// What was done to the files below DISK_FAULTS_PATH, in order, in the file DISK_FAULTS_JOURNAL; from
// it and the files as they were follows every state in which a loss of power may leave the disk
// (Tests/Torture/Power). Without that variable nothing is recorded.
//
// file := record*
// record := kind: u32 | bytes of path: u32 | bytes of the other path: u32 | 0: u32
//         | inode: u64 | offset: u64 | bytes of data: u64 | path | other path | data
// All numbers as the machine has them. A record's position is its first byte's in the journal.
enum journal_kind {
    JOURNAL_WRITE = 1,     // data at offset
    JOURNAL_SIZE = 2,      // the file has offset bytes from now on
    JOURNAL_SYNC = 3,      // all before the position `offset` is on the disk
    JOURNAL_CREATE = 4,    // a file, path
    JOURNAL_DIRECTORY = 5, // a directory, path
    JOURNAL_REMOVE = 6,    // path is gone
    JOURNAL_RENAME = 7,    // from path to the other path
    JOURNAL_LINK = 8,      // the other path is one more name of path
    JOURNAL_EXCHANGE = 9   // path and the other path
};

// Whether anything is recorded.
int journal_is_on(void);

// What is done and recorded between these two is one step for the journal.
void journal_lock(void);
void journal_unlock(void);

// REQUIRES: the lock held. Preserves errno.
void journal_add(enum journal_kind kind, const char *path, const char *other, uint64_t inode,
                 uint64_t offset, const void *data, size_t count);

// The position of the next record.
uint64_t journal_position(void);

#endif
