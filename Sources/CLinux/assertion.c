#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct restart {
    unsigned pause;
    char **arguments;
    char **environment;
};

static _Atomic(struct restart *) armed;

static char **copies(char *const words[], const char *first) {
    size_t count = 0;
    while (words[count] != NULL) count++;
    char **all = calloc(count + 2, sizeof *all);
    if (all == NULL) return NULL;
    size_t filled = 0;
    size_t name = first == NULL ? 0 : (size_t)(strchr(first, '=') - first + 1);
    if (first != NULL) all[filled++] = strdup(first);
    for (size_t index = 0; index < count; index++) {
        if (name == 0 || strncmp(words[index], first, name) != 0) {
            all[filled++] = strdup(words[index]);
        }
    }
    return all;
}

void clinux_restart_on_assertion(char *const arguments[], const char *variable, unsigned pause) {
    struct restart *next = NULL;
    if (arguments != NULL) {
        next = malloc(sizeof *next);
        if (next == NULL) return;
        next->pause = pause;
        next->arguments = copies(arguments, NULL);
        next->environment = copies(environ, variable);
        if (next->arguments == NULL || next->environment == NULL) return;
    }
    // What was armed before may be in use by another thread that is about to replace the process.
    atomic_store(&armed, next);
}

// Stands before the C library's, also for shared libraries: symbols of the program come first.
_Noreturn void __assert_fail(
    const char *words, const char *file, unsigned line, const char *function) {
    char text[1024];
    struct restart *restart = atomic_load(&armed);
    int count = snprintf(
        text, sizeof text, "%s: assertion failed in a library: %s:%u: %s: %s%s\n",
        program_invocation_short_name, file, line, function, words, restart == NULL ? "" : "; restarting");
    size_t length = count < 0 ? 0 : (size_t)count;
    if (length >= sizeof text) length = sizeof text - 1;
    // There is nowhere to report that this fails.
    ssize_t written = write(2, text, length);
    (void)written;
    if (restart != NULL) {
        if (restart->pause > 0) sleep(restart->pause);
        execve("/proc/self/exe", restart->arguments, restart->environment);
    }
    abort();
}
