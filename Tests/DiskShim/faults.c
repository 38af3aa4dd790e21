#define _GNU_SOURCE
#include "faults.h"
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { RULES = 32 };

struct rule {
    enum call call;
    char pattern[128];
    long first;
    bool lasts;
    struct fault fault;
    char text[256];
    atomic_long calls;
};

static struct rule rules[RULES];
static int count;
static const char *const names[] = {"write", "sync", "truncate", "open", "rename"};

static bool parse_what(const char *what, struct fault *fault) {
    if (strcmp(what, "EIO") == 0) fault->error = EIO;
    else if (strcmp(what, "ENOSPC") == 0) fault->error = ENOSPC;
    else if (strcmp(what, "short") == 0) fault->is_short = true;
    else if (strcmp(what, "kill") == 0) fault->kills = true;
    else if (sscanf(what, "slow=%d", &fault->milliseconds) != 1) return false;
    return true;
}

static bool parse(char *text) {
    struct rule *rule = &rules[count];
    snprintf(rule->text, sizeof rule->text, "%s", text);
    char *rest = text;
    char *parts[4];
    for (int i = 0; i < 4; i++) {
        parts[i] = i < 3 ? strsep(&rest, ":") : rest;
        if (!parts[i] || !*parts[i]) return false;
    }
    int call = 0;
    while (call < 5 && strcmp(parts[0], names[call]) != 0) call++;
    char *end;
    rule->first = strtol(parts[2], &end, 10);
    rule->lasts = *end == '+';
    rule->call = (enum call)call;
    snprintf(rule->pattern, sizeof rule->pattern, "%s", parts[1]);
    return call < 5 && rule->first > 0 && parse_what(parts[3], &rule->fault) && ++count;
}

__attribute__((constructor)) static void faults_begin(void) {
    const char *text = getenv("DISK_SHIM_FAULTS");
    if (!text || !*text) return;
    char *all = strdup(text);
    char *rest = all;
    for (char *one; (one = strsep(&rest, ","));) {
        // A rule that is misspelt would let a test pass because nothing failed.
        if (count == RULES || !parse(one)) {
            fprintf(stderr, "DISK_SHIM_FAULTS: '%s' is no fault\n", text);
            _exit(2);
        }
    }
    free(all);
}

static void tell(const struct rule *rule, const char *path) {
    record_text((struct record){.kind = RECORD_FAULT}, path, rule->text);
    const char *log = getenv("DISK_SHIM_FAULT_LOG");
    if (!log || !*log) return;
    int file = (int)syscall(
        SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    char line[1024];
    int length = snprintf(line, sizeof line, "%s %s\n", rule->text, path);
    syscall(SYS_write, file, line, length);
    syscall(SYS_close, file);
}

struct fault faults_at(enum call call, const char *path) {
    struct fault result = {0};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    for (int i = 0; i < count; i++) {
        struct rule *rule = &rules[i];
        if (rule->call != call || fnmatch(rule->pattern, name, 0) != 0) continue;
        long number = atomic_fetch_add(&rule->calls, 1) + 1;
        if (number != rule->first && !(rule->lasts && number > rule->first)) continue;
        tell(rule, path);
        if (rule->fault.error) result.error = rule->fault.error;
        if (rule->fault.is_short) result.is_short = true;
        if (rule->fault.kills) result.kills = true;
        result.milliseconds += rule->fault.milliseconds;
    }
    if (result.milliseconds > 0) {
        struct timespec time = {
            result.milliseconds / 1000, result.milliseconds % 1000 * 1000000L};
        nanosleep(&time, NULL);
    }
    if (result.kills) kill(getpid(), SIGKILL);
    return result;
}
