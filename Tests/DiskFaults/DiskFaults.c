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

#define _GNU_SOURCE
#include "DiskFaults.h"

#include <errno.h>
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

ssize_t write(int fd, const void *bytes, size_t count) {
    ssize_t may = allowed(fd, count, -1);
    return may < 0 ? -1 : syscall(SYS_write, fd, bytes, (size_t)may);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    ssize_t may = allowed(fd, count, offset);
    return may < 0 ? -1 : syscall(SYS_pwrite64, fd, bytes, (size_t)may, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
    return pwrite(fd, bytes, count, offset);
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
    enum fault found = fault_of(fd);
    if (found == FULL || found == UNSEEN || found == SHORT) {
        errno = ENOSPC;
        return -1;
    }
    return (int)syscall(SYS_fallocate, fd, mode, offset, length);
}

int fallocate64(int fd, int mode, off_t offset, off_t length) {
    return fallocate(fd, mode, offset, length);
}

static int fails_to_sync(int fd) {
    if (fault_of(fd) != EIO_SYNC) return 0;
    errno = EIO;
    return 1;
}

int fsync(int fd) { return fails_to_sync(fd) ? -1 : (int)syscall(SYS_fsync, fd); }

int fdatasync(int fd) { return fails_to_sync(fd) ? -1 : (int)syscall(SYS_fdatasync, fd); }

static int open_at(int directory, const char *path, int flags, mode_t mode) {
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
    if (writes && current() == NO_FILES && is_path_ours(path)) {
        errno = EMFILE;
        return -1;
    }
    return (int)syscall(SYS_openat, directory, path, flags, mode);
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
