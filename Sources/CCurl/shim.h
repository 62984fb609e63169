#ifndef POSMIRROR_CCURL_SHIM_H
#define POSMIRROR_CCURL_SHIM_H
#include <curl/curl.h>
#endif
