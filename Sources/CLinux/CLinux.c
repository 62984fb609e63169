#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

void clinux_trim_memory(void) { malloc_trim(0); }

void clinux_map_large_buffers(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }

int clinux_socket_unix(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

int clinux_socket_tcp(void) { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); }

int clinux_socketpair(int pair[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair);
}

int clinux_accept(int listener, int nonblocking) {
    return accept4(listener, NULL, NULL, SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0));
}

int clinux_set_nonblocking(int fd, int nonblocking) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(fd, F_SETFL, nonblocking ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

int clinux_no_delay(int fd) {
    int one = 1;
    return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

int clinux_reuse_address(int fd) {
    int one = 1;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
}

int clinux_socket_error(int fd) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? -1 : error;
}

int clinux_socket_buffer(int fd, int send, int bytes) {
    return setsockopt(fd, SOL_SOCKET, send ? SO_SNDBUF : SO_RCVBUF, &bytes, sizeof bytes);
}

int clinux_peer(int fd, int32_t *pid, uint32_t *uid, uint32_t *gid) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) < 0) return -1;
    *pid = peer.pid;
    *uid = peer.uid;
    *gid = peer.gid;
    return 0;
}

ssize_t clinux_send(int fd, const void *bytes, size_t count, int wait) {
    return send(fd, bytes, count, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
}

ssize_t clinux_receive(int fd, void *bytes, size_t count, int wait) {
    return recv(fd, bytes, count, wait ? 0 : MSG_DONTWAIT);
}

ssize_t clinux_peek(int fd, void *byte) {
    return recv(fd, byte, 1, MSG_PEEK | MSG_DONTWAIT);
}

int clinux_lock_file(int fd) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_SETLK, &lock);
}

int clinux_exchange(const char *first, const char *second) {
    return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE);
}

int clinux_is_mount_point(const char *path) {
    struct statx info, parent;
    if (statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &info) < 0) return -1;
    if (info.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) {
        return (info.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
    }
    char above[PATH_MAX];
    if (snprintf(above, sizeof above, "%s/..", path) >= (int)sizeof above) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (statx(AT_FDCWD, above, 0, STATX_BASIC_STATS, &parent) < 0) return -1;
    return info.stx_dev_major != parent.stx_dev_major || info.stx_dev_minor != parent.stx_dev_minor;
}

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data = {.u64 = token}};
    return epoll_ctl(epoll, operation, fd, &event);
}

int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static int arm_clock_watch(int fd) {
    // Due in the year 2242: only the cancellation counts.
    struct itimerspec never = {.it_value = {.tv_sec = (time_t)1 << 33}};
    return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

int clinux_clock_watch(void) {
    int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (fd >= 0 && arm_clock_watch(fd) < 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

int clinux_clock_watch_read(int fd) {
    uint64_t expirations;
    if (read(fd, &expirations, sizeof expirations) >= 0) return arm_clock_watch(fd) < 0 ? -1 : 1;
    if (errno == ECANCELED) return arm_clock_watch(fd) < 0 ? -1 : 1;
    return errno == EAGAIN ? 0 : -1;
}

static void signal_set(sigset_t *set, const int *signals, int count) {
    sigemptyset(set);
    for (int i = 0; i < count; i++) sigaddset(set, signals[i]);
}

int clinux_block_signals(const int *signals, int count) {
    sigset_t set;
    signal_set(&set, signals, count);
    // pthread_sigmask returns the error instead of setting errno.
    int error = pthread_sigmask(SIG_BLOCK, &set, NULL);
    errno = error;
    return error == 0 ? 0 : -1;
}

int clinux_signalfd(const int *signals, int count) {
    sigset_t set;
    signal_set(&set, signals, count);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

ssize_t clinux_signalfd_read(int fd, int *signal) {
    struct signalfd_siginfo info;
    ssize_t count = read(fd, &info, sizeof info);
    if (count == (ssize_t)sizeof info) *signal = (int)info.ssi_signo;
    return count;
}

int clinux_terminal_width(int fd) {
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) < 0 ? -1 : size.ws_col;
}

ssize_t clinux_random(void *bytes, size_t count) { return getrandom(bytes, count, 0); }

void clinux_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

// One byte at a time, for processors without the instruction and for what is left of eight bytes.
static uint32_t crc32c_bytes(uint32_t crc, const unsigned char *bytes, size_t count) {
    for (size_t index = 0; index < count; index++) {
        crc ^= bytes[index];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
    }
    return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_words(
    uint32_t crc, const unsigned char *bytes, size_t count) {
    uint64_t state = crc;
    for (size_t offset = 0; offset < count; offset += 8) {
        uint64_t word;
        memcpy(&word, bytes + offset, 8);
        state = __builtin_ia32_crc32di(state, word);
    }
    return (uint32_t)state;
}

static int has_crc32c(void) { return __builtin_cpu_supports("sse4.2"); }
#else
// Eight bytes at a time with tables would be faster; a log is read once per start.
static uint32_t crc32c_words(uint32_t crc, const unsigned char *bytes, size_t count) {
    return crc32c_bytes(crc, bytes, count);
}

static int has_crc32c(void) { return 1; }
#endif

uint32_t clinux_crc32c(uint32_t crc, const void *bytes, size_t count) {
    const unsigned char *next = bytes;
    size_t words = has_crc32c() ? count & ~(size_t)7 : 0;
    crc = crc32c_words(~crc, next, words);
    return ~crc32c_bytes(crc, next + words, count - words);
}
