#ifndef POSMIRROR_DISK_FAULTS_H
#define POSMIRROR_DISK_FAULTS_H

// Nothing is called by name: the library is preloaded (ld.so(8), LD_PRELOAD) into a daemon under
// test and stands before the C library's functions. See DiskFaults.c.

#endif
