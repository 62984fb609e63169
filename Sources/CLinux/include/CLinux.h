#ifndef POSMIRROR_CLINUX_H
#define POSMIRROR_CLINUX_H

// What Swift's Glibc module does not expose: GNU calls, variadic calls, and constants that are
// C enumerators. Each function is one system call and leaves errno as the kernel set it.

#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/types.h>

int clinux_socket_unix(void);
int clinux_socket_tcp(void);
int clinux_socketpair(int pair[2]);
int clinux_accept(int listener, int nonblocking);
int clinux_set_nonblocking(int fd, int nonblocking);
int clinux_no_delay(int fd);
int clinux_reuse_address(int fd);
int clinux_socket_error(int fd);
int clinux_socket_buffer(int fd, int send, int bytes);
int clinux_peer(int fd, int32_t *pid, uint32_t *uid, uint32_t *gid);

ssize_t clinux_send(int fd, const void *bytes, size_t count, int wait);
ssize_t clinux_receive(int fd, void *bytes, size_t count, int wait);
// Looks at the next byte without taking it or waiting: as clinux_receive.
ssize_t clinux_peek(int fd, void *byte);

// Takes the lock of the whole file as RocksDB does, but of the open file (fcntl(2), F_OFD_SETLK).
int clinux_lock_file(int fd);
// Exchanges two names in one step (renameat2(2), RENAME_EXCHANGE).
int clinux_exchange(const char *first, const char *second);
// 1 if a file system is mounted at the path, 0 if not (statx(2), STATX_ATTR_MOUNT_ROOT; before
// Linux 5.8 by the devices of the path and its parent); -1 on an error.
int clinux_is_mount_point(const char *path);

// From now on a failed assertion of a C or C++ library replaces the process by a new one of the same
// program with `arguments`, and `variable` ("NAME=value") in its environment, after `pause` seconds;
// NULL for `arguments` ends that. Any thread.
void clinux_restart_on_assertion(char *const arguments[], const char *variable, unsigned pause);

int clinux_epoll_create(void);
int clinux_epoll_control(int epoll, int operation, int fd, uint32_t events, uint64_t token);
int clinux_eventfd(void);

// A timer of the wall clock that is cancelled when that clock is set (timerfd_create(2)).
int clinux_clock_watch(void);
// 1 if the clock was set since the last call, 0 if not; -1 on an error.
int clinux_clock_watch_read(int fd);

int clinux_block_signals(const int *signals, int count);
int clinux_signalfd(const int *signals, int count);
ssize_t clinux_signalfd_read(int fd, int *signal);

int clinux_terminal_width(int fd);
ssize_t clinux_random(void *bytes, size_t count);
void clinux_thread_name(const char *name);

// Gives the allocator's free pages back to the system (malloc_trim(3)).
void clinux_trim_memory(void);
// Buffers of `bytes` and more are mapped, and unmapped when they are freed (mallopt(3)).
void clinux_map_large_buffers(int bytes);

// CRC-32C (RFC 3720, appendix B.4) of `count` bytes behind those whose checksum is `crc`; the
// processor's instruction where it has one.
uint32_t clinux_crc32c(uint32_t crc, const void *bytes, size_t count);

#endif
