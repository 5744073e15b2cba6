// Calls of Linux that glibc declares only for _GNU_SOURCE, or in headers that Swift's Glibc module leaves out.
//
// Declared by hand for 64-bit Linux: including the headers with _GNU_SOURCE would define types differently than the
// Glibc module does.
#pragma once
#include <stddef.h>

extern int renameat2(int folder, const char *name, int newFolder, const char *newName, unsigned int flags);
extern int memfd_create(const char *name, unsigned int flags);
extern int pipe2(int *ends, int flags);
extern int pidfd_open(int process, unsigned int flags);
extern int prctl(int option, ...);
extern long getrandom(void *buffer, size_t count, unsigned int flags);

static inline int belfry_rename_new(int folder, const char *name, int newFolder, const char *newName) {
    return renameat2(folder, name, newFolder, newName, 1 /* RENAME_NOREPLACE */);
}

static inline int belfry_forbid_dumps(void) { return prctl(4 /* PR_SET_DUMPABLE */, 0ul, 0ul, 0ul, 0ul); }

#include <sys/vfs.h>
// statfs(2): the number of the file system that a path lies on, or -1.
static inline long belfry_file_system(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (long)status.f_type : -1;
}

// The kernel's 64-bit signal set: bit n-1 is signal n.
#include <signal.h>
extern int signalfd(int descriptor, const sigset_t *mask, int flags);

// signalfd(2): what a read of the descriptor gives; only the first member is looked at.
struct signalfd_siginfo {
    unsigned int ssi_signo;
    unsigned char rest[124];
};
