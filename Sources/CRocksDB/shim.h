#ifndef POSMIRROR_CROCKSDB_SHIM_H
#define POSMIRROR_CROCKSDB_SHIM_H
#include <rocksdb/c.h>
#endif
