// The calls that change or sync what is in files.
#define _GNU_SOURCE
#include "faults.h"
#include "files.h"
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { AT_POSITION = -1 };

static size_t total(const struct iovec *data, int count) {
    size_t sum = 0;
    for (int i = 0; i < count; i++) sum += data[i].iov_len;
    return sum;
}

static ssize_t really_write(int file, const struct iovec *data, int count, off_t offset) {
    if (offset == AT_POSITION) return syscall(SYS_writev, file, data, count);
    return syscall(SYS_pwritev, file, data, count, offset, 0);
}

static void note_mark(int file, const struct iovec *data, int count) {
    static int marks = -1;
    if (marks < 0) {
        const char *text = getenv("DISK_SHIM_MARKS");
        marks = text && *text ? atoi(text) : STDOUT_FILENO;
    }
    if (file != marks || !record_is_on()) return;
    // Before it is written: nobody can have read it earlier.
    record_lock();
    record_add(
        (struct record){.kind = RECORD_MARK, .data_length = total(data, count)}, NULL, data, count);
    record_unlock();
}

static off_t position(int descriptor, const struct file *file) {
    struct stat status;
    if (!file->appends) return lseek(descriptor, 0, SEEK_CUR);
    return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

/// A write that is durable when it returns, and can be on the disk as soon as it begins.
static ssize_t write_through(
    int descriptor, const struct file *file, const struct iovec *data, int count, off_t offset) {
    uint64_t sync = record_next_sync();
    size_t length = total(data, count);
    record_lock();
    off_t at = offset == AT_POSITION ? position(descriptor, file) : offset;
    record_add(
        (struct record){
            .kind = RECORD_WRITE, .number = file->inode, .offset = (uint64_t)at, .sync = sync,
            .data_length = length},
        NULL, data, count);
    record_unlock();
    ssize_t written = really_write(descriptor, data, count, offset);
    int error = written < 0 ? errno : 0;
    uint64_t code = written == (ssize_t)length ? 0 : error ? (uint64_t)error : EIO;
    record_text(
        (struct record){.kind = RECORD_SYNC_END, .sync = sync, .offset = code}, NULL, NULL);
    errno = error;
    return written;
}

static ssize_t write_back(
    int descriptor, const struct file *file, const struct iovec *data, int count, off_t offset) {
    record_lock();
    ssize_t written = really_write(descriptor, data, count, offset);
    int error = errno;
    if (written > 0 && record_is_on()) {
        off_t at = offset == AT_POSITION ? lseek(descriptor, 0, SEEK_CUR) - written : offset;
        record_add(
            (struct record){
                .kind = RECORD_WRITE, .number = file->inode, .offset = (uint64_t)at,
                .data_length = (uint64_t)written},
            NULL, data, count);
    }
    record_unlock();
    errno = error;
    return written;
}

static ssize_t write_all(int descriptor, const struct iovec *data, int count, off_t offset) {
    struct file file;
    if (!files_find(descriptor, &file)) {
        note_mark(descriptor, data, count);
        return really_write(descriptor, data, count, offset);
    }
    struct fault fault = faults_at(CALL_WRITE, file.path);
    if (fault.error) {
        errno = fault.error;
        return -1;
    }
    struct iovec half[IOV_MAX];
    if (fault.is_short) {
        size_t left = total(data, count) / 2;
        int used = 0;
        for (; used < count && left > 0; used++) {
            half[used] = data[used];
            if (half[used].iov_len > left) half[used].iov_len = left;
            left -= half[used].iov_len;
        }
        data = half;
        count = used;
    }
    if (file.syncs_writes) return write_through(descriptor, &file, data, count, offset);
    return write_back(descriptor, &file, data, count, offset);
}

ssize_t write(int file, const void *bytes, size_t length) {
    struct iovec data = {(void *)bytes, length};
    return write_all(file, &data, 1, AT_POSITION);
}

ssize_t writev(int file, const struct iovec *data, int count) {
    return write_all(file, data, count, AT_POSITION);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
    struct iovec data = {(void *)bytes, length};
    return write_all(file, &data, 1, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
    return pwrite(file, bytes, length, offset);
}

ssize_t pwritev(int file, const struct iovec *data, int count, off_t offset) {
    return write_all(file, data, count, offset);
}

ssize_t pwritev64(int file, const struct iovec *data, int count, off_t offset) {
    return write_all(file, data, count, offset);
}

int ftruncate(int descriptor, off_t length) {
    struct file file;
    if (!files_find(descriptor, &file)) return (int)syscall(SYS_ftruncate, descriptor, length);
    struct fault fault = faults_at(CALL_TRUNCATE, file.path);
    if (fault.error) {
        errno = fault.error;
        return -1;
    }
    record_lock();
    int result = (int)syscall(SYS_ftruncate, descriptor, length);
    if (result == 0)
        record_add(
            (struct record){
                .kind = RECORD_TRUNCATE, .number = file.inode, .offset = (uint64_t)length},
            NULL, NULL, 0);
    record_unlock();
    return result;
}

int ftruncate64(int descriptor, off_t length) { return ftruncate(descriptor, length); }

static int sync_with(int descriptor, const char *name, long number) {
    struct file file;
    if (!files_find(descriptor, &file)) return (int)syscall(number, descriptor);
    uint64_t sync = record_next_sync();
    record_text(
        (struct record){.kind = RECORD_SYNC_BEGIN, .number = file.inode, .sync = sync}, name, NULL);
    struct fault fault = faults_at(CALL_SYNC, file.path);
    int result = fault.error ? -1 : (int)syscall(number, descriptor);
    int error = fault.error ? fault.error : result < 0 ? errno : 0;
    record_text(
        (struct record){.kind = RECORD_SYNC_END, .sync = sync, .offset = (uint64_t)error}, NULL,
        NULL);
    if (error) errno = error;
    return result;
}

int fsync(int file) { return sync_with(file, "fsync", SYS_fsync); }

int fdatasync(int file) { return sync_with(file, "fdatasync", SYS_fdatasync); }

// These two promise nothing after a power loss for the files that are looked at here (no file is
// written through a map, and a range is not synced with the file's length): they are only noted.

static void note_sync(const char *name, uint64_t inode) {
    record_text(
        (struct record){
            .kind = RECORD_SYNC_BEGIN, .number = inode, .sync = record_next_sync()},
        name, NULL);
}

int msync(void *address, size_t length, int flags) {
    note_sync("msync", 0);
    return (int)syscall(SYS_msync, address, length, flags);
}

int sync_file_range(int descriptor, off_t offset, off_t length, unsigned int flags) {
    struct file file;
    if (files_find(descriptor, &file)) note_sync("sync_file_range", file.inode);
    return (int)syscall(SYS_sync_file_range, descriptor, offset, length, flags);
}
