// Which calls are to fail.
#ifndef DISK_SHIM_FAULTS_H
#define DISK_SHIM_FAULTS_H

#include <stdbool.h>

enum call { CALL_WRITE, CALL_SYNC, CALL_TRUNCATE, CALL_OPEN, CALL_RENAME };

struct fault {
    /// The error that the call gives; 0 if it is done.
    int error;
    /// Whether only half of a write is done.
    bool is_short;
    /// Whether the process dies before the call.
    bool kills;
    /// How long the call takes longer.
    int milliseconds;
};

/// Counts a call, and gives what is to happen to it; a delay and a death have happened already.
struct fault faults_at(enum call call, const char *path);

#endif
