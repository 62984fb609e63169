#ifndef POSMIRROR_CLINUX_H
#define POSMIRROR_CLINUX_H
#include <sys/epoll.h>
#endif
