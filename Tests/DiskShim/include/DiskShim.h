// A library to preload (LD_PRELOAD=libDiskShim.so): it records what a program does to the files
// below one directory, and makes the disk fail. Nothing is declared here; it is driven by the
// environment.
//
//   DISK_SHIM_ROOT       the directory; without it nothing is looked at
//   DISK_SHIM_RECORDING  the file that records are appended to; see record.h for their form
//   DISK_SHIM_MARKS      a descriptor (1 if not given) whose writes are recorded as marks, so that
//                        the order of acknowledgements and syncs is known
//   DISK_SHIM_FAULTS     what fails: CALL:PATTERN:NTH:WHAT, several with commas between
//                        CALL     write, sync, truncate, open, rename
//                        PATTERN  of the file's name, as a shell has them: data.mdb, *.sqlite*
//                        NTH      3 for the third such call, 3+ for it and all later ones
//                        WHAT     EIO, ENOSPC, short (half is written), slow=MILLISECONDS, kill
//   DISK_SHIM_FAULT_LOG  a file that gets one line for each fault that was reached
//
// A write through an O_DSYNC descriptor counts as a write and, by itself, as its own sync.
#ifndef DISK_SHIM_H
#define DISK_SHIM_H
#endif
