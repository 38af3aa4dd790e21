#define _GNU_SOURCE
#include "files.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DESCRIPTORS = 4096 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct file *table[DESCRIPTORS];

static const char *root(void) {
    static const char *known;
    static int looked;
    if (!looked) {
        known = getenv("DISK_SHIM_ROOT");
        looked = 1;
    }
    return known && *known ? known : NULL;
}

/// Takes `.`, `..` and doubled slashes out of an absolute path.
static void simplify(const char *path, char simple[PATH_MAX]) {
    size_t length = 0;
    for (const char *at = path; *at;) {
        while (*at == '/') at++;
        size_t part = strcspn(at, "/");
        if (part == 2 && at[0] == '.' && at[1] == '.') {
            while (length > 0 && simple[--length] != '/') {}
        } else if (part > 0 && !(part == 1 && *at == '.') && length + part + 2 < PATH_MAX) {
            simple[length++] = '/';
            memcpy(simple + length, at, part);
            length += part;
        }
        at += part;
    }
    simple[length] = 0;
}

bool files_path(int directory, const char *path, char below[PATH_MAX]) {
    if (!root() || !path) return false;
    char whole[2 * PATH_MAX] = "";
    if (*path != '/') {
        char link[64] = "/proc/self/cwd";
        if (directory != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
        ssize_t length = readlink(link, whole, PATH_MAX - 1);
        if (length < 0) return false;
        whole[length] = '/';
        whole[length + 1] = 0;
    }
    strncat(whole, path, PATH_MAX - 1);
    char simple[PATH_MAX];
    simplify(whole, simple);
    size_t length = strlen(root());
    while (length > 1 && root()[length - 1] == '/') length--;
    if (strncmp(simple, root(), length) != 0) return false;
    if (simple[length] != 0 && simple[length] != '/') return false;
    strcpy(below, simple[length] ? simple + length + 1 : "");
    return true;
}

static bool is_ours(int descriptor) { return descriptor >= 0 && descriptor < DESCRIPTORS; }

void files_opened(int descriptor, const char *below, int flags) {
    // What is not in the table would be missing in the recording.
    if (!is_ours(descriptor) || strlen(below) >= sizeof table[0]->path) abort();
    struct stat status;
    struct file *file = calloc(1, sizeof *file);
    if (!file || fstat(descriptor, &status) != 0) abort();
    file->inode = status.st_ino;
    file->syncs_writes = (flags & O_DSYNC) != 0;
    file->appends = (flags & O_APPEND) != 0;
    strcpy(file->path, below);
    pthread_mutex_lock(&mutex);
    free(table[descriptor]);
    table[descriptor] = file;
    pthread_mutex_unlock(&mutex);
}

void files_closed(int descriptor) {
    if (!is_ours(descriptor) || !table[descriptor]) return;
    pthread_mutex_lock(&mutex);
    free(table[descriptor]);
    table[descriptor] = NULL;
    pthread_mutex_unlock(&mutex);
}

void files_copied(int from, int to) {
    files_closed(to);
    struct file file;
    if (!files_find(from, &file) || !is_ours(to)) return;
    struct file *copy = malloc(sizeof *copy);
    if (!copy) abort();
    *copy = file;
    pthread_mutex_lock(&mutex);
    table[to] = copy;
    pthread_mutex_unlock(&mutex);
}

bool files_find(int descriptor, struct file *file) {
    if (!is_ours(descriptor) || !table[descriptor]) return false;
    pthread_mutex_lock(&mutex);
    bool found = table[descriptor] != NULL;
    if (found) *file = *table[descriptor];
    pthread_mutex_unlock(&mutex);
    return found;
}
