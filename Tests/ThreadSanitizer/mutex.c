// Tells the thread sanitizer what it cannot see of Swift's Mutex on Linux; preloaded by
// scripts/thread-sanitizer.
//
// While nobody waits, a Mutex is taken and released by atomic operations that the compiler puts
// into our own code, where the sanitizer sees them. When somebody waits, the library asks the
// kernel, which the sanitizer knows nothing of: it would take what happens before and after for
// races. So the library's slow ways are wrapped here. Nothing has to be suppressed then, and a value
// that is touched outside of its Mutex is found.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// Of the sanitizer's runtime, which is part of the program; absent in others, such as shells.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

typedef SWIFT void (*LockSlow)(uint32_t thread, SELF);
typedef SWIFT bool (*TryLockSlow)(SELF);
typedef SWIFT void (*UnlockSlow)(SELF);

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

static void *library(const char *name) {
    void *symbol = dlsym(RTLD_NEXT, name);
    if (!symbol) {
        fprintf(stderr, "thread-sanitizer: this Swift has no %s\n", name);
        abort();
    }
    return symbol;
}

SWIFT void lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
SWIFT void lock_slow(uint32_t thread, SELF) {
    static LockSlow wrapped;
    if (!wrapped) wrapped = (LockSlow)library(LOCK_SLOW);
    wrapped(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT bool try_lock_slow(SELF) __asm__(TRY_LOCK_SLOW);
SWIFT bool try_lock_slow(SELF) {
    static TryLockSlow wrapped;
    if (!wrapped) wrapped = (TryLockSlow)library(TRY_LOCK_SLOW);
    bool taken = wrapped(self);
    if (taken && __tsan_acquire) __tsan_acquire(self);
    return taken;
}

SWIFT void unlock_slow(SELF) __asm__(UNLOCK_SLOW);
SWIFT void unlock_slow(SELF) {
    static UnlockSlow wrapped;
    if (!wrapped) wrapped = (UnlockSlow)library(UNLOCK_SLOW);
    if (__tsan_release) __tsan_release(self);
    wrapped(self);
}
