// The calls that open files and change what they are called.
#define _GNU_SOURCE
#include "faults.h"
#include "files.h"
#include "record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void note_opened(int descriptor, const char *below, int flags, bool is_new) {
    struct stat status;
    files_opened(descriptor, below, flags);
    if (fstat(descriptor, &status) != 0) return;
    uint32_t what = is_new ? RECORD_CREATED : 0;
    if (flags & O_TRUNC) what |= RECORD_TRUNCATED;
    if (S_ISDIR(status.st_mode)) what |= RECORD_DIRECTORY;
    record_add(
        (struct record){.kind = RECORD_OPEN, .number = status.st_ino, .flags = what}, below, NULL,
        0);
}

static int open_at(int directory, const char *path, int flags, mode_t mode) {
    char below[PATH_MAX];
    if (!files_path(directory, path, below))
        return (int)syscall(SYS_openat, directory, path, flags, mode);
    struct fault fault = faults_at(CALL_OPEN, below);
    if (fault.error) {
        errno = fault.error;
        return -1;
    }
    record_lock();
    bool was_there = faccessat(directory, path, F_OK, 0) == 0;
    int descriptor = (int)syscall(SYS_openat, directory, path, flags, mode);
    int error = errno;
    if (descriptor >= 0) note_opened(descriptor, below, flags, !was_there);
    record_unlock();
    errno = error;
    return descriptor;
}

#define MODE(flags, mode)                                      \
    mode_t mode = 0;                                           \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                   \
        va_list arguments;                                     \
        va_start(arguments, flags);                            \
        mode = va_arg(arguments, mode_t);                      \
        va_end(arguments);                                     \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...) {
    MODE(flags, mode)
    return open_at(directory, path, flags, mode);
}

// What the checked headers of the C library call instead.
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }

int creat(const char *path, mode_t mode) {
    return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int mkostemps(char *path, int suffix, int flags) {
    static int (*real)(char *, int, int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "mkostemps");
    record_lock();
    int descriptor = real(path, suffix, flags);
    char below[PATH_MAX];
    if (descriptor >= 0 && files_path(AT_FDCWD, path, below))
        note_opened(descriptor, below, flags, true);
    record_unlock();
    return descriptor;
}

int mkstemps(char *path, int suffix) { return mkostemps(path, suffix, 0); }
int mkostemp(char *path, int flags) { return mkostemps(path, 0, flags); }
int mkstemp(char *path) { return mkostemps(path, 0, 0); }
int mkstemp64(char *path) { return mkostemps(path, 0, 0); }

int close(int file) {
    files_closed(file);
    return (int)syscall(SYS_close, file);
}

int dup(int file) {
    int copy = (int)syscall(SYS_dup, file);
    if (copy >= 0) files_copied(file, copy);
    return copy;
}

int dup3(int file, int copy, int flags) {
    int result = (int)syscall(SYS_dup3, file, copy, flags);
    if (result >= 0) files_copied(file, result);
    return result;
}

int dup2(int file, int copy) { return file == copy ? file : dup3(file, copy, 0); }

static void note_names(enum record_kind kind, const char *old, const char *new) {
    struct iovec data = {(void *)new, strlen(new)};
    record_add((struct record){.kind = kind, .data_length = data.iov_len}, old, &data, 1);
}

int renameat2(int from, const char *old, int to, const char *new, unsigned int flags) {
    char below[PATH_MAX], above[PATH_MAX];
    if (!files_path(from, old, below) || !files_path(to, new, above))
        return (int)syscall(SYS_renameat2, from, old, to, new, flags);
    struct fault fault = faults_at(CALL_RENAME, below);
    if (fault.error) {
        errno = fault.error;
        return -1;
    }
    record_lock();
    int result = (int)syscall(SYS_renameat2, from, old, to, new, flags);
    if (result == 0) note_names(RECORD_RENAME, below, above);
    record_unlock();
    return result;
}

int rename(const char *old, const char *new) { return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0); }

int renameat(int from, const char *old, int to, const char *new) {
    return renameat2(from, old, to, new, 0);
}

int linkat(int from, const char *old, int to, const char *new, int flags) {
    char below[PATH_MAX], above[PATH_MAX];
    record_lock();
    int result = (int)syscall(SYS_linkat, from, old, to, new, flags);
    if (result == 0 && files_path(from, old, below) && files_path(to, new, above))
        note_names(RECORD_LINK, below, above);
    record_unlock();
    return result;
}

int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

int unlinkat(int directory, const char *path, int flags) {
    char below[PATH_MAX];
    bool is_ours = files_path(directory, path, below);
    record_lock();
    int result = (int)syscall(SYS_unlinkat, directory, path, flags);
    if (result == 0 && is_ours) {
        enum record_kind kind = flags & AT_REMOVEDIR ? RECORD_RMDIR : RECORD_UNLINK;
        record_add((struct record){.kind = kind}, below, NULL, 0);
    }
    record_unlock();
    return result;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int remove(const char *path) {
    int result = unlink(path);
    return result != 0 && errno == EISDIR ? rmdir(path) : result;
}

int mkdirat(int directory, const char *path, mode_t mode) {
    char below[PATH_MAX];
    bool is_ours = files_path(directory, path, below);
    record_lock();
    int result = (int)syscall(SYS_mkdirat, directory, path, mode);
    struct stat status;
    if (result == 0 && is_ours && fstatat(directory, path, &status, 0) == 0)
        record_add((struct record){.kind = RECORD_MKDIR, .number = status.st_ino}, below, NULL, 0);
    record_unlock();
    return result;
}

int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
