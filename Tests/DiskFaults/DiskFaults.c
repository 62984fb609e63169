// A disk that fails on command: stands before the C library's file functions in a daemon under
// test. Only paths that contain DISK_FAULTS_PATH are concerned; what fails is the word in the file
// DISK_FAULTS_CONTROL, read at every call:
//
//   none    nothing
//   low     statvfs says that nothing is free; writes still succeed
//   full    as low, and what would make a file longer fails with ENOSPC
//   unseen  what would make a file longer fails with ENOSPC, and statvfs does not say so
//   short   as unseen, but half of the bytes are written first
//   eio     every write fails with EIO
//   sync    every sync fails with EIO
//   emfile  files cannot be opened for writing: EMFILE
//
// Beside that it records what a loss of power may undo (Journal.h), has the machine started anew
// where DISK_FAULTS_BOOT names a file with another boot's number, and says where an assertion of a
// library fails.

#define _GNU_SOURCE
#include "DiskFaults.h"

#include "Journal.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

enum fault { NONE, LOW, FULL, UNSEEN, SHORT, EIO_WRITE, EIO_SYNC, NO_FILES };

static enum fault current(void) {
    static const char *const words[] = {"none", "low", "full", "unseen",
                                        "short", "eio", "sync", "emfile"};
    const char *control = getenv("DISK_FAULTS_CONTROL");
    if (control == NULL) return NONE;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return NONE;
    char text[16] = {0};
    ssize_t count = syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
    for (int index = 0; count > 0 && index < 8; index++) {
        if (strncmp(text, words[index], strlen(words[index])) == 0) return (enum fault)index;
    }
    return NONE;
}

static int is_path_ours(const char *path) {
    const char *part = getenv("DISK_FAULTS_PATH");
    return part != NULL && path != NULL && strstr(path, part) != NULL;
}

static int is_ours(int fd) {
    char link[40], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t count = syscall(SYS_readlink, link, path, sizeof path - 1);
    if (count <= 0) return 0;
    path[count] = 0;
    return is_path_ours(path);
}

static enum fault fault_of(int fd) {
    int saved = errno;
    enum fault found = current();
    if (found != NONE && !is_ours(fd)) found = NONE;
    errno = saved;
    return found;
}

// How many of `count` bytes at `offset` may be written; -1 with errno set for none.
static ssize_t allowed(int fd, size_t count, off_t offset) {
    enum fault found = fault_of(fd);
    if (found == EIO_WRITE) {
        errno = EIO;
        return -1;
    }
    if (found != FULL && found != UNSEEN && found != SHORT) return (ssize_t)count;
    struct stat info;
    if (offset >= 0 && fstat(fd, &info) == 0 && offset + (off_t)count <= info.st_size) {
        return (ssize_t)count;
    }
    if (found == SHORT && count > 1) return (ssize_t)(count / 2);
    errno = ENOSPC;
    return -1;
}

static int is_recorded(int fd) { return journal_is_on() && is_ours(fd); }

static uint64_t inode_of(int fd, off_t *size) {
    struct stat info;
    if (fstat(fd, &info) != 0) return 0;
    if (size != NULL) *size = info.st_size;
    return info.st_ino;
}

// Writes at `offset`, or at the descriptor's place where it is below 0.
static ssize_t put(int fd, const void *bytes, size_t count, off_t offset) {
    return offset < 0 ? syscall(SYS_write, fd, bytes, count)
                      : syscall(SYS_pwrite64, fd, bytes, count, offset);
}

static ssize_t put_recorded(int fd, const void *bytes, size_t count, off_t offset) {
    if (!is_recorded(fd)) return put(fd, bytes, count, offset);
    journal_lock();
    ssize_t done = put(fd, bytes, count, offset);
    if (done > 0) {
        off_t start = offset < 0 ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) - done : offset;
        journal_add(JOURNAL_WRITE, NULL, NULL, inode_of(fd, NULL), (uint64_t)start, bytes,
                    (size_t)done);
    }
    journal_unlock();
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) {
    ssize_t may = allowed(fd, count, -1);
    return may < 0 ? -1 : put_recorded(fd, bytes, (size_t)may, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    ssize_t may = allowed(fd, count, offset);
    return may < 0 ? -1 : put_recorded(fd, bytes, (size_t)may, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
    return pwrite(fd, bytes, count, offset);
}

// Records the file's size if `result` says that a call changed it. REQUIRES: the journal's lock.
static int sized(int fd, int result) {
    off_t size = 0;
    if (result == 0) {
        uint64_t inode = inode_of(fd, &size);
        journal_add(JOURNAL_SIZE, NULL, NULL, inode, (uint64_t)size, NULL, 0);
    }
    return result;
}

int ftruncate(int fd, off_t length) {
    if (!is_recorded(fd)) return (int)syscall(SYS_ftruncate, fd, length);
    journal_lock();
    int result = sized(fd, (int)syscall(SYS_ftruncate, fd, length));
    journal_unlock();
    return result;
}

int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }

int fallocate(int fd, int mode, off_t offset, off_t length) {
    enum fault found = fault_of(fd);
    if (found == FULL || found == UNSEEN || found == SHORT) {
        errno = ENOSPC;
        return -1;
    }
    if (!is_recorded(fd)) return (int)syscall(SYS_fallocate, fd, mode, offset, length);
    journal_lock();
    int result = sized(fd, (int)syscall(SYS_fallocate, fd, mode, offset, length));
    journal_unlock();
    return result;
}

int fallocate64(int fd, int mode, off_t offset, off_t length) {
    return fallocate(fd, mode, offset, length);
}

static int fails_to_sync(int fd) {
    if (fault_of(fd) != EIO_SYNC) return 0;
    errno = EIO;
    return 1;
}

// What was written before a sync began is on the disk when it returns, and not what came beside it.
static int sync_recorded(int fd, long number) {
    if (fails_to_sync(fd)) return -1;
    if (!is_recorded(fd)) return (int)syscall(number, fd);
    uint64_t position = journal_position();
    int result = (int)syscall(number, fd);
    if (result == 0) {
        journal_lock();
        journal_add(JOURNAL_SYNC, NULL, NULL, inode_of(fd, NULL), position, NULL, 0);
        journal_unlock();
    }
    return result;
}

int fsync(int fd) { return sync_recorded(fd, SYS_fsync); }

int fdatasync(int fd) { return sync_recorded(fd, SYS_fdatasync); }

static const char *in_this_boot(const char *path) {
    const char *other = getenv("DISK_FAULTS_BOOT");
    int is_boot = path != NULL && strcmp(path, "/proc/sys/kernel/random/boot_id") == 0;
    return other != NULL && is_boot ? other : path;
}

static int open_recorded(int directory, const char *path, int flags, mode_t mode) {
    int makes = (flags & O_CREAT) != 0 || (flags & O_TRUNC) != 0;
    if (!makes || !journal_is_on() || !is_path_ours(path)) {
        return (int)syscall(SYS_openat, directory, path, flags, mode);
    }
    journal_lock();
    int is_new = syscall(SYS_faccessat, directory, path, F_OK) != 0;
    int fd = (int)syscall(SYS_openat, directory, path, flags, mode);
    if (fd >= 0 && is_new) {
        journal_add(JOURNAL_CREATE, path, NULL, inode_of(fd, NULL), 0, NULL, 0);
    } else if (fd >= 0 && (flags & O_TRUNC) != 0) {
        sized(fd, 0);
    }
    journal_unlock();
    return fd;
}

static int open_at(int directory, const char *path, int flags, mode_t mode) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
    if (writes && current() == NO_FILES && is_path_ours(path)) {
        errno = EMFILE;
        return -1;
    }
    return open_recorded(directory, in_this_boot(path), flags, mode);
}

// Names: `call` is recorded as `kind` where it succeeds and concerns us.
#define NAMED(call, kind, path, other)                                                    \
    if (!journal_is_on() || !is_path_ours(path)) return (int)(call);                      \
    journal_lock();                                                                       \
    int result = (int)(call);                                                             \
    if (result == 0) journal_add(kind, path, other, inode_at(path), 0, NULL, 0);          \
    journal_unlock();                                                                     \
    return result;

static uint64_t inode_at(const char *path) {
    struct stat info;
    int saved = errno;
    int found = fstatat(AT_FDCWD, path, &info, AT_SYMLINK_NOFOLLOW);
    errno = saved;
    return found == 0 ? info.st_ino : 0;
}

int rename(const char *from, const char *to) {
    NAMED(syscall(SYS_rename, from, to), JOURNAL_RENAME, from, to)
}

int renameat2(int first, const char *from, int second, const char *to, unsigned flags) {
    enum journal_kind kind = flags & RENAME_EXCHANGE ? JOURNAL_EXCHANGE : JOURNAL_RENAME;
    NAMED(syscall(SYS_renameat2, first, from, second, to, flags), kind, from, to)
}

int link(const char *from, const char *to) {
    NAMED(syscall(SYS_link, from, to), JOURNAL_LINK, from, to)
}

int unlink(const char *path) {
    NAMED(syscall(SYS_unlink, path), JOURNAL_REMOVE, path, NULL)
}

int rmdir(const char *path) {
    NAMED(syscall(SYS_rmdir, path), JOURNAL_REMOVE, path, NULL)
}

int mkdir(const char *path, mode_t mode) {
    NAMED(syscall(SYS_mkdir, path, mode), JOURNAL_DIRECTORY, path, NULL)
}

// The mode is given where a file may be made.
#define MODE_OF(flags)                                    \
    mode_t mode = 0;                                      \
    if (((flags) & (O_CREAT | __O_TMPFILE)) != 0) {       \
        va_list list;                                     \
        va_start(list, flags);                            \
        mode = (mode_t)va_arg(list, int);                 \
        va_end(list);                                     \
    }

int open(const char *path, int flags, ...) {
    MODE_OF(flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE_OF(flags)
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int statvfs(const char *path, struct statvfs *info) {
    struct statfs found;
    if (syscall(SYS_statfs, path, &found) < 0) return -1;
    memset(info, 0, sizeof *info);
    info->f_bsize = (unsigned long)found.f_bsize;
    info->f_frsize = (unsigned long)(found.f_frsize ? found.f_frsize : found.f_bsize);
    info->f_blocks = found.f_blocks;
    info->f_bfree = found.f_bfree;
    info->f_bavail = found.f_bavail;
    info->f_files = found.f_files;
    info->f_ffree = found.f_ffree;
    info->f_favail = found.f_ffree;
    info->f_namemax = (unsigned long)found.f_namelen;
    enum fault fault = current();
    if ((fault == LOW || fault == FULL) && is_path_ours(path)) info->f_bavail = 0;
    return 0;
}

int statvfs64(const char *path, struct statvfs64 *info) {
    // The same structure where off_t has 64 bits.
    return statvfs(path, (struct statvfs *)info);
}

void __assert_fail(const char *words, const char *file, unsigned line, const char *function) {
    char text[1024];
    int count = snprintf(text, sizeof text, "assertion %s:%u: %s: %s\n", file, line, function, words);
    if (count > 0) syscall(SYS_write, 2, text, (size_t)count < sizeof text ? (size_t)count : sizeof text - 1);
    void *frames[40];
    backtrace_symbols_fd(frames, backtrace(frames, 40), 2);
    abort();
}
