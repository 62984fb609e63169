// What the libraries under the mirror occupy by themselves: opens an empty RocksDB and starts
// libcurl, as posmirrord does, and prints its own resident memory.
//
//   libraries DIRECTORY

#include <curl/curl.h>
#include <rocksdb/c.h>
#include <stdio.h>
#include <string.h>

static double status_mb(const char *name) {
    char line[256];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            sscanf(line + strlen(name) + 1, "%lf", &kilobytes);
    if (file) fclose(file);
    return kilobytes * 1024 / 1e6;
}

int main(int count, char **words) {
    if (count != 2) {
        fprintf(stderr, "usage: libraries DIRECTORY\n");
        return 64;
    }
    curl_global_init(CURL_GLOBAL_ALL);
    char *error = NULL;
    rocksdb_options_t *options = rocksdb_options_create();
    rocksdb_options_set_create_if_missing(options, 1);
    rocksdb_t *database = rocksdb_open(options, words[1], &error);
    if (error) {
        fprintf(stderr, "libraries: %s\n", error);
        return 1;
    }
    printf("{\"peer\":\"libraries\",\"runs\":1,\"rss_mb\":%.1f,\"private_mb\":%.1f}\n",
           status_mb("VmRSS"), status_mb("RssAnon"));
    rocksdb_close(database);
    return 0;
}
