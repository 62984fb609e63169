#define _GNU_SOURCE
#include "Journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct header {
    uint32_t kind, path, other, zero;
    uint64_t inode, offset, count;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

int journal_is_on(void) { return getenv("DISK_FAULTS_JOURNAL") != NULL; }

void journal_lock(void) { pthread_mutex_lock(&mutex); }

void journal_unlock(void) { pthread_mutex_unlock(&mutex); }

// Opened once; a process that replaces this one opens it again and goes on at its end.
static int file(void) {
    static int fd = -1;
    if (fd < 0) {
        fd = (int)syscall(SYS_openat, AT_FDCWD, getenv("DISK_FAULTS_JOURNAL"),
                          O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    // A journal with gaps would be a proof of nothing.
    if (fd < 0) abort();
    return fd;
}

void journal_add(enum journal_kind kind, const char *path, const char *other, uint64_t inode,
                 uint64_t offset, const void *data, size_t count) {
    int saved = errno;
    size_t path_count = path ? strlen(path) : 0, other_count = other ? strlen(other) : 0;
    struct header header = {kind, (uint32_t)path_count, (uint32_t)other_count, 0,
                            inode, offset, count};
    struct iovec parts[] = {{&header, sizeof header},
                            {(void *)path, path_count},
                            {(void *)other, other_count},
                            {(void *)data, count}};
    ssize_t all = (ssize_t)(sizeof header + path_count + other_count + count);
    if (syscall(SYS_writev, file(), parts, 4) != all) abort();
    errno = saved;
}

uint64_t journal_position(void) {
    journal_lock();
    int saved = errno;
    off_t end = (off_t)syscall(SYS_lseek, file(), 0, SEEK_END);
    errno = saved;
    journal_unlock();
    return (uint64_t)end;
}
