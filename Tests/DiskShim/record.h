// What is written down, and how: a header, a name, then data; numbers in the machine's order.
#ifndef DISK_SHIM_RECORD_H
#define DISK_SHIM_RECORD_H

#include <stdint.h>
#include <sys/uio.h>

enum record_kind {
    RECORD_OPEN = 1,    // name: path; number: inode; flags: below
    RECORD_WRITE,       // number: inode; offset; data; sync: of a write that syncs itself
    RECORD_TRUNCATE,    // number: inode; offset: the new length
    RECORD_SYNC_BEGIN,  // name: the call; number: inode; sync: its number
    RECORD_SYNC_END,    // sync: its number; offset: errno, 0 if it succeeded
    RECORD_RENAME,      // name: old path; data: new path
    RECORD_LINK,        // name: old path; data: new path
    RECORD_UNLINK,      // name: path
    RECORD_MKDIR,       // name: path; number: inode
    RECORD_RMDIR,       // name: path
    RECORD_MARK,        // data: what the program wrote to the descriptor of marks
    RECORD_FAULT,       // name: the path; data: what was made to fail, for people
};

enum { RECORD_CREATED = 1, RECORD_TRUNCATED = 2, RECORD_DIRECTORY = 4 };

struct record {
    uint32_t kind;
    uint32_t flags;
    uint64_t number;
    uint64_t offset;
    uint64_t sync;
    uint32_t thread;
    uint32_t name_length;
    uint64_t data_length;
};

/// Whether anything is recorded.
int record_is_on(void);
/// Held from before a change until it is recorded, so that the order of records is that of changes.
void record_lock(void);
void record_unlock(void);
/// Appends a record; the lock is held. `data_length` bytes of `data` are taken.
void record_add(struct record record, const char *name, const struct iovec *data, int count);
/// Appends a record whose data is text, and takes the lock for it.
void record_text(struct record record, const char *name, const char *text);
/// A number for a sync that no other has, in any process of the recording.
uint64_t record_next_sync(void);

#endif
