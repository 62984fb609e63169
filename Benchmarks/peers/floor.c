// What the kernel and the memory give without any program of ours: the floors that the mirror is
// measured against.
//
//   floor pingpong REQUEST REPLY CALLS   two processes on a socketpair, one call at a time
//   floor stream BYTES CHUNK RUNS        BYTES from one process to another in writes of CHUNK
//   floor copy BYTES RUNS                memcpy of BYTES
//   floor sync DIRECTORY RUNS            an append of 400 bytes and fdatasync: a durable commit
//
// Each prints one JSON object.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void read_all(int fd, char *room, size_t count) {
    while (count > 0) {
        ssize_t moved = read(fd, room, count);
        if (moved <= 0) fail("read");
        room += moved;
        count -= (size_t)moved;
    }
}

static void write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t moved = write(fd, bytes, count);
        if (moved <= 0) fail("write");
        bytes += moved;
        count -= (size_t)moved;
    }
}

static int by_size(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static double at(const uint64_t *sorted, size_t count, double part) {
    size_t index = (size_t)(part * (double)count);
    return (double)sorted[index < count ? index : count - 1] / 1000;
}

static void print(const char *name, uint64_t *samples, size_t count, double bytes) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) total += samples[i];
    qsort(samples, count, sizeof *samples, by_size);
    printf("{\"peer\":\"%s\",\"runs\":%zu,\"p50_us\":%.3f,\"p99_us\":%.3f,\"p999_us\":%.3f,"
           "\"ops_per_s\":%.1f,\"mb_per_s\":%.1f}\n",
           name, count, at(samples, count, 0.5), at(samples, count, 0.99),
           at(samples, count, 0.999), (double)count * 1e9 / (double)total,
           bytes * (double)count * 1e3 / (double)total);
}

static void pingpong(size_t request, size_t reply, size_t calls) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) fail("socketpair");
    char *out = calloc(1, request), *in = calloc(1, reply);
    pid_t child = fork();
    if (child < 0) fail("fork");
    size_t warm = calls / 10 + 1;
    if (child == 0) {
        for (size_t i = 0; i < calls + warm; i++) {
            read_all(pair[1], out, request);
            write_all(pair[1], in, reply);
        }
        _exit(0);
    }
    uint64_t *samples = calloc(calls, sizeof *samples);
    for (size_t i = 0; i < calls + warm; i++) {
        uint64_t start = now();
        write_all(pair[0], out, request);
        read_all(pair[0], in, reply);
        if (i >= warm) samples[i - warm] = now() - start;
    }
    waitpid(child, NULL, 0);
    print("pingpong", samples, calls, (double)(request + reply));
}

static void stream(size_t bytes, size_t chunk, size_t runs) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) fail("socketpair");
    // All the bytes lie in memory, as a menu does: one chunk sent over and over would stay in the
    // cache.
    char *out = malloc(bytes), *in = malloc(chunk);
    memset(out, 1, bytes);
    memset(in, 2, chunk);
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        for (size_t run = 0; run < runs + 1; run++) {
            read_all(pair[1], in, 1);
            for (size_t sent = 0; sent < bytes; sent += chunk) {
                write_all(pair[1], out + sent, bytes - sent < chunk ? bytes - sent : chunk);
            }
        }
        _exit(0);
    }
    uint64_t *samples = calloc(runs, sizeof *samples);
    for (size_t run = 0; run < runs + 1; run++) {
        uint64_t start = now();
        write_all(pair[0], out, 1);
        for (size_t got = 0; got < bytes; got += chunk) {
            read_all(pair[0], in, bytes - got < chunk ? bytes - got : chunk);
        }
        if (run > 0) samples[run - 1] = now() - start;
    }
    waitpid(child, NULL, 0);
    print("stream", samples, runs, (double)bytes);
}

static void copy(size_t bytes, size_t runs) {
    char *from = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *to = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (from == MAP_FAILED || to == MAP_FAILED) fail("mmap");
    memset(from, 1, bytes);
    memset(to, 2, bytes);
    uint64_t *samples = calloc(runs, sizeof *samples);
    for (size_t run = 0; run < runs; run++) {
        from[run % bytes]++;
        uint64_t start = now();
        memcpy(to, from, bytes);
        __asm__ volatile("" : : "r"(to) : "memory");
        samples[run] = now() - start;
    }
    print("copy", samples, runs, (double)bytes);
}

static void sync_appends(const char *directory, size_t runs) {
    char path[4096], bytes[400];
    snprintf(path, sizeof path, "%s/floor-sync", directory);
    memset(bytes, 1, sizeof bytes);
    int fd = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (fd < 0) fail("open");
    uint64_t *samples = calloc(runs, sizeof *samples);
    for (size_t run = 0; run < runs; run++) {
        uint64_t start = now();
        write_all(fd, bytes, sizeof bytes);
        if (fdatasync(fd) < 0) fail("fdatasync");
        samples[run] = now() - start;
    }
    close(fd);
    unlink(path);
    print("sync", samples, runs, sizeof bytes);
}

int main(int count, char **words) {
    const char *mode = count > 1 ? words[1] : "";
    size_t numbers[3] = {0, 0, 0};
    for (int i = 2; i < count && i < 5; i++) numbers[i - 2] = strtoull(words[i], NULL, 10);
    if (!strcmp(mode, "pingpong") && count == 5) {
        pingpong(numbers[0], numbers[1], numbers[2]);
    } else if (!strcmp(mode, "stream") && count == 5) {
        stream(numbers[0], numbers[1], numbers[2]);
    } else if (!strcmp(mode, "copy") && count == 4) {
        copy(numbers[0], numbers[1]);
    } else if (!strcmp(mode, "sync") && count == 4) {
        sync_appends(words[2], numbers[1]);
    } else {
        fprintf(stderr, "usage: floor pingpong REQUEST REPLY CALLS | stream BYTES CHUNK RUNS |"
                        " copy BYTES RUNS | sync DIRECTORY RUNS\n");
        return 2;
    }
    return 0;
}
