#ifndef POSMIRROR_CLOCK_STEPS_H
#define POSMIRROR_CLOCK_STEPS_H

// Nothing is called by name: the library is preloaded (ld.so(8), LD_PRELOAD) into a daemon under
// test and stands before the C library's clocks. See ClockSteps.c.

#endif
