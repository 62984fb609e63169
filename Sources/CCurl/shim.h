#ifndef POSMIRROR_CCURL_SHIM_H
#define POSMIRROR_CCURL_SHIM_H
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one wrapper per
// kind of value. (curl_easy_setopt) in parentheses bypasses curl's type checking macro.

static inline CURLcode posmirror_curl_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode posmirror_curl_set_offset(
    CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode posmirror_curl_set_string(
    CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode posmirror_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode posmirror_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(handle, option, value);
}

typedef size_t (*posmirror_curl_data)(char *data, size_t size, size_t count, void *context);

static inline CURLcode posmirror_curl_set_data_callback(
    CURL *handle, CURLoption option, posmirror_curl_data callback) {
    return (curl_easy_setopt)(handle, option, callback);
}

typedef int (*posmirror_curl_progress)(
    void *context, curl_off_t download_total, curl_off_t downloaded, curl_off_t upload_total,
    curl_off_t uploaded);

static inline CURLcode posmirror_curl_set_progress_callback(
    CURL *handle, CURLoption option, posmirror_curl_progress callback) {
    return (curl_easy_setopt)(handle, option, callback);
}

static inline CURLcode posmirror_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode posmirror_curl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

#endif
