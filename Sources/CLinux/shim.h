// Calls of Linux that glibc declares only for _GNU_SOURCE, or in headers that Swift's Glibc module leaves out.
//
// Declared by hand for 64-bit Linux: including the headers with _GNU_SOURCE would define types differently than the
// Glibc module does.
#pragma once
#include <stddef.h>

extern int fallocate(int descriptor, int mode, long offset, long length);
extern int renameat2(int folder, const char *name, int newFolder, const char *newName, unsigned int flags);
extern long getrandom(void *buffer, size_t count, unsigned int flags);

static inline int belfry_reserve(int descriptor, long offset, long length) {
    return fallocate(descriptor, 1 /* FALLOC_FL_KEEP_SIZE */, offset, length);
}

static inline int belfry_rename_new(int folder, const char *name, int newFolder, const char *newName) {
    return renameat2(folder, name, newFolder, newName, 1 /* RENAME_NOREPLACE */);
}
