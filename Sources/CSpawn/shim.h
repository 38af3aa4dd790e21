#pragma once

// What glibc has, and hides from a program that does not ask for its extensions before the first
// header, as Swift's own module of glibc does not. The names are our own and no header is included,
// so that nothing here can collide with that module.

/// Closes every descriptor from `from` on in the child (glibc 2.34): the actions are a
/// `posix_spawn_file_actions_t`.
int cspawn_addclosefrom(void *actions, int from)
    __asm__("posix_spawn_file_actions_addclosefrom_np");

/// Makes a pipe whose ends are marked before any other thread can start a program.
int cspawn_pipe(int ends[2], int flags) __asm__("pipe2");

long cspawn_syscall(long number, ...) __asm__("syscall");

/// A descriptor that becomes readable when the process ends (Linux 5.3); -1 if there is none.
static inline int cspawn_pidfd_open(int pid) {
    // The same number on every processor, as all that are newer than 2018.
    return (int)cspawn_syscall(434, (long)pid, 0L);
}

/// The attribute that starts a child in a session of its own: a group of its own, and no terminal.
static const short cspawn_setsid = 0x80;
