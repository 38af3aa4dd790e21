// Which descriptors and paths belong to the directory that is looked at.
#ifndef DISK_SHIM_FILES_H
#define DISK_SHIM_FILES_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct file {
    uint64_t inode;
    bool syncs_writes;
    bool appends;
    char path[256];
};

/// The path below the directory (empty for the directory itself); false for one elsewhere.
bool files_path(int directory, const char *path, char below[PATH_MAX]);
/// Notes an open descriptor.
void files_opened(int descriptor, const char *below, int flags);
/// Forgets a descriptor.
void files_closed(int descriptor);
/// Notes that a descriptor is the same file as another.
void files_copied(int from, int to);
/// What is known of a descriptor; false if it is none of ours.
bool files_find(int descriptor, struct file *file);

#endif
