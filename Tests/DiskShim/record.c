#define _GNU_SOURCE
#include "record.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// Above what programs count on for their own files.
enum { LOWEST_DESCRIPTOR = 900 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int recording = -1;
static atomic_uint_fast32_t syncs;

__attribute__((constructor)) static void record_begin(void) {
    const char *path = getenv("DISK_SHIM_RECORDING");
    if (!path || !*path) return;
    int opened = (int)syscall(
        SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0) abort();
    recording = fcntl(opened, F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR);
    if (recording < 0) abort();
    syscall(SYS_close, opened);
}

int record_is_on(void) { return recording >= 0; }

void record_lock(void) {
    if (record_is_on()) pthread_mutex_lock(&mutex);
}

void record_unlock(void) {
    if (record_is_on()) pthread_mutex_unlock(&mutex);
}

uint64_t record_next_sync(void) {
    return (uint64_t)getpid() << 32 | (uint32_t)(atomic_fetch_add(&syncs, 1) + 1);
}

void record_add(struct record record, const char *name, const struct iovec *data, int count) {
    if (!record_is_on()) return;
    record.thread = (uint32_t)syscall(SYS_gettid);
    record.name_length = name ? (uint32_t)strlen(name) : 0;
    // In one call: several processes append to one recording.
    struct iovec parts[IOV_MAX];
    int used = 0;
    parts[used++] = (struct iovec){&record, sizeof record};
    if (name) parts[used++] = (struct iovec){(void *)name, record.name_length};
    uint64_t left = record.data_length;
    for (int i = 0; i < count && left > 0; i++) {
        if (used == IOV_MAX) abort();
        size_t length = data[i].iov_len < left ? data[i].iov_len : (size_t)left;
        parts[used++] = (struct iovec){data[i].iov_base, length};
        left -= length;
    }
    ssize_t whole = (ssize_t)(sizeof record + record.name_length + record.data_length);
    // A recording with a hole would prove nothing.
    if (syscall(SYS_writev, recording, parts, used) != whole) abort();
}

void record_text(struct record record, const char *name, const char *text) {
    record.data_length = text ? strlen(text) : 0;
    struct iovec data = {(void *)text, (size_t)record.data_length};
    record_lock();
    record_add(record, name, &data, text ? 1 : 0);
    record_unlock();
}
