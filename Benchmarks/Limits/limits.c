// What this machine can do with no engine at all: the limits that an engine is measured against.
//
//   limits sync DIR SECONDS            appends and overwrites, each synced
//   limits commit DIR COUNT            small commits of LMDB, one after the other
//   limits round-trip COUNT URL        requests that create a group, one after the other
//   limits sagas STORE DIR IN-FLIGHT COUNT URL...
//                                      sagas of one step a URL; STORE is file or lmdb
//
// Each prints one line of JSON. A saga is what the engine makes of create-group: its intents and
// outcomes are records that are durable before the next request is sent, four commits for three
// steps, shared by all sagas that wait while the last one was synced. Nothing is retried, nothing
// is decided: a reply that is no success ends the program.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    most_nodes = 16,
    connections_per_node = 64,
    most_events = 512,
    reply_size = 1024,
    /// About what an entry of the engine takes.
    payload_size = 112,
    /// With less in flight there is nothing to be done meanwhile.
    inline_limit = 2,
};

_Noreturn static void fail(const char *what) {
    fprintf(stderr, "limits: %s: %s\n", what, errno ? strerror(errno) : "not as expected");
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int compare(const void *left, const void *right) {
    float a = *(const float *)left, b = *(const float *)right;
    return (a > b) - (a < b);
}

// MARK: Stores

/// One entry: a sequential key, and a payload.
struct record {
    uint64_t saga; // big-endian, so that the order of bytes is that of time
    uint32_t sequence;
    char payload[payload_size];
};

enum kind { store_file, store_lmdb };

struct store {
    enum kind kind;
    int file;
    MDB_env *environment;
    MDB_dbi table;
    uint64_t commits;
};

static void check(int result, const char *what) {
    if (result) {
        fprintf(stderr, "limits: %s: %s\n", what, mdb_strerror(result));
        exit(1);
    }
}

static struct store open_store(enum kind kind, const char *directory) {
    struct store store = {.kind = kind};
    char path[4096];
    if (kind == store_file) {
        snprintf(path, sizeof path, "%s/limit.log", directory);
        store.file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
        if (store.file < 0) fail(path);
    } else {
        snprintf(path, sizeof path, "%s/limit.mdb", directory);
        unlink(path);
        check(mdb_env_create(&store.environment), "LMDB");
        check(mdb_env_set_mapsize(store.environment, (size_t)64 << 30), "LMDB");
        check(mdb_env_open(store.environment, path, MDB_NOSUBDIR, 0600), path);
        MDB_txn *transaction;
        check(mdb_txn_begin(store.environment, NULL, 0, &transaction), "LMDB");
        check(mdb_dbi_open(transaction, NULL, 0, &store.table), "LMDB");
        check(mdb_txn_commit(transaction), "LMDB");
    }
    return store;
}

static void commit(struct store *store, const struct record *records, size_t count) {
    store->commits++;
    if (store->kind == store_file) {
        const char *at = (const char *)records;
        for (size_t left = count * sizeof *records; left;) {
            ssize_t written = write(store->file, at, left);
            if (written < 0) fail("write");
            at += written;
            left -= (size_t)written;
        }
        if (fdatasync(store->file) != 0) fail("fdatasync");
    } else {
        MDB_txn *transaction;
        check(mdb_txn_begin(store->environment, NULL, 0, &transaction), "LMDB");
        for (size_t i = 0; i < count; i++) {
            struct {
                uint64_t saga;
                uint32_t sequence;
            } __attribute__((packed)) key = {records[i].saga, records[i].sequence};
            MDB_val name = {sizeof key, &key};
            MDB_val value = {payload_size, (void *)records[i].payload};
            check(mdb_put(transaction, store->table, &name, &value, 0), "LMDB");
        }
        check(mdb_txn_commit(transaction), "LMDB");
    }
}

static void remove_store(const char *directory) {
    static const char *const names[] = {"limit.log", "limit.mdb", "limit.mdb-lock"};
    char path[4096];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        unlink(path);
    }
}

// MARK: Connections

static struct sockaddr_in address_of(const char *url) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    char host[64];
    int port;
    if (sscanf(url, "http://%63[^:]:%d", host, &port) != 2
        || inet_pton(AF_INET, host, &address.sin_addr) != 1)
        fail("a URL is http://ADDRESS:PORT");
    address.sin_port = htons((uint16_t)port);
    return address;
}

static int connect_to(const struct sockaddr_in *address) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0 || connect(connection, (const void *)address, sizeof *address) != 0)
        fail("connect");
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return connection;
}

/// What no run before has used.
static uint64_t run_number;

static void send_request(int connection, int node, uint64_t saga) {
    char body[64], request[512];
    int body_length =
        snprintf(body, sizeof body, "{\"groupId\":\"l%lx-%lu\"}", run_number, saga);
    int length = snprintf(
        request, sizeof request,
        "POST /v1/group HTTP/1.1\r\nhost: 127.0.0.1\r\nnode: node%02d\r\n"
        "timestamp: 2026-01-01T00:00:00.000000Z\r\n"
        "idempotency-key: l%lx-%lu/create@node%02d/action\r\n"
        "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s",
        node + 1, run_number, saga, node + 1, body_length, body);
    if (send(connection, request, (size_t)length, MSG_NOSIGNAL) != length) fail("send");
}

/// The bytes that a reply of status 201 takes; 0 if it is not all there.
static size_t read_reply(const char *reply, size_t length) {
    const char *end = memmem(reply, length, "\r\n\r\n", 4);
    if (!end) return 0;
    if (memcmp(reply + strlen("HTTP/1.1 "), "201", 3) != 0) {
        errno = 0;
        fprintf(stderr, "%.*s\n", (int)(end - reply), reply);
        fail("a reply is not 201");
    }
    static const char name[] = "content-length:";
    const char *at = strcasestr(reply, name);
    size_t total = (size_t)(end - reply) + 4;
    if (at && at < end) total += strtoul(at + strlen(name), NULL, 10);
    return length < total ? 0 : total;
}

// MARK: Sagas

struct saga {
    uint64_t number;
    int step;
    uint32_t sequence;
    struct saga *next;
};

struct list {
    struct saga *first, *last;
};

static void append(struct list *list, struct saga *saga) {
    saga->next = NULL;
    if (list->last) list->last->next = saga;
    else list->first = saga;
    list->last = saga;
}

static struct saga *take(struct list *list) {
    struct saga *saga = list->first;
    if (!saga) return NULL;
    list->first = saga->next;
    if (!list->first) list->last = NULL;
    return saga;
}

struct connection {
    int socket;
    int node;
    struct saga *saga;
    struct connection *next_free;
    size_t length;
    char reply[reply_size];
};

static struct {
    int count;
    struct sockaddr_in addresses[most_nodes];
    struct connection *free[most_nodes];
    struct list waiting[most_nodes];
} nodes;

/// What waits for the next commit, and what the last one made durable.
static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    int bell;
    bool is_over;
    struct store store;
    struct record *records;
    size_t count, capacity;
    struct list sagas, durable;
} journal = {.lock = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER};

static uint64_t started, ended, wanted;

static void add_record(struct saga *saga) {
    if (journal.count == journal.capacity) {
        journal.capacity = journal.capacity ? 2 * journal.capacity : 4096;
        journal.records = realloc(journal.records, journal.capacity * sizeof(struct record));
        if (!journal.records) fail("no memory");
    }
    struct record *record = &journal.records[journal.count++];
    record->saga = __builtin_bswap64(saga->number);
    record->sequence = __builtin_bswap32(++saga->sequence);
    memset(record->payload, saga->step, payload_size);
}

/// Writes down what became of a saga, and what it does next: that is one commit.
static void note(struct saga *saga) {
    pthread_mutex_lock(&journal.lock);
    int entries = saga->step == 0 ? 3 : 2;
    for (int i = 0; i < entries; i++) add_record(saga);
    append(&journal.sagas, saga);
    pthread_cond_signal(&journal.filled);
    pthread_mutex_unlock(&journal.lock);
}

static void *commit_all(void *unused) {
    struct record *records = NULL;
    size_t capacity = 0;
    pthread_mutex_lock(&journal.lock);
    while (true) {
        while (!journal.count && !journal.is_over)
            pthread_cond_wait(&journal.filled, &journal.lock);
        if (journal.is_over) break;
        struct record *filled = journal.records;
        size_t count = journal.count, filled_capacity = journal.capacity;
        struct list sagas = journal.sagas;
        journal.records = records;
        journal.capacity = capacity;
        journal.count = 0;
        journal.sagas = (struct list){0};
        pthread_mutex_unlock(&journal.lock);
        commit(&journal.store, filled, count);
        records = filled;
        capacity = filled_capacity;
        pthread_mutex_lock(&journal.lock);
        if (journal.durable.last) journal.durable.last->next = sagas.first;
        else journal.durable.first = sagas.first;
        journal.durable.last = sagas.last;
        if (write(journal.bell, &(uint64_t){1}, 8) != 8) fail("eventfd");
    }
    pthread_mutex_unlock(&journal.lock);
    return unused;
}

static void send_next(struct connection *connection, struct saga *saga) {
    connection->saga = saga;
    send_request(connection->socket, connection->node, saga->number);
}

static void start(struct saga *saga) {
    *saga = (struct saga){.number = ++started};
    note(saga);
}

/// Goes on with a saga whose records are durable.
static void go_on(struct saga *saga) {
    if (saga->step == nodes.count) {
        ended++;
        if (started < wanted) start(saga);
        return;
    }
    struct connection *connection = nodes.free[saga->step];
    if (!connection) return append(&nodes.waiting[saga->step], saga);
    nodes.free[saga->step] = connection->next_free;
    send_next(connection, saga);
}

static void receive(struct connection *connection) {
    ssize_t count = recv(
        connection->socket, connection->reply + connection->length,
        reply_size - 1 - connection->length, 0);
    if (count <= 0) fail("recv");
    connection->length += (size_t)count;
    connection->reply[connection->length] = 0;
    size_t length = read_reply(connection->reply, connection->length);
    if (!length) return;
    connection->length = 0;
    struct saga *saga = connection->saga;
    struct saga *waiting = take(&nodes.waiting[connection->node]);
    if (waiting) {
        send_next(connection, waiting);
    } else {
        connection->next_free = nodes.free[connection->node];
        nodes.free[connection->node] = connection;
    }
    saga->step++;
    note(saga);
}

static void go_on_with_durable(void) {
    uint64_t rings;
    if (read(journal.bell, &rings, sizeof rings) != sizeof rings) return;
    pthread_mutex_lock(&journal.lock);
    struct saga *saga = journal.durable.first;
    journal.durable = (struct list){0};
    pthread_mutex_unlock(&journal.lock);
    while (saga) {
        struct saga *next = saga->next;
        go_on(saga);
        saga = next;
    }
}

static void commit_inline(void) {
    while (journal.count) {
        struct list sagas = journal.sagas;
        journal.sagas = (struct list){0};
        size_t count = journal.count;
        journal.count = 0;
        commit(&journal.store, journal.records, count);
        for (struct saga *saga; (saga = take(&sagas));) go_on(saga);
    }
}

static void open_connections(int poll, int in_flight) {
    int each = in_flight < connections_per_node ? in_flight : connections_per_node;
    for (int node = 0; node < nodes.count; node++) {
        for (int i = 0; i < each; i++) {
            struct connection *connection = calloc(1, sizeof *connection);
            if (!connection) fail("no memory");
            connection->socket = connect_to(&nodes.addresses[node]);
            connection->node = node;
            connection->next_free = nodes.free[node];
            nodes.free[node] = connection;
            struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
            epoll_ctl(poll, EPOLL_CTL_ADD, connection->socket, &event);
        }
    }
}

static void run_sagas(int in_flight) {
    bool is_inline = in_flight <= inline_limit;
    int poll = epoll_create1(EPOLL_CLOEXEC);
    journal.bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, journal.bell, &event);
    open_connections(poll, in_flight);
    pthread_t thread;
    if (!is_inline) pthread_create(&thread, NULL, commit_all, NULL);
    struct saga *sagas = calloc((size_t)in_flight, sizeof *sagas);
    if (!sagas) fail("no memory");
    for (int i = 0; i < in_flight && started < wanted; i++) start(&sagas[i]);
    static struct epoll_event events[most_events];
    while (true) {
        if (is_inline) commit_inline();
        if (ended == wanted) break;
        int ready = epoll_wait(poll, events, most_events, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr) receive(events[i].data.ptr);
            else go_on_with_durable();
        }
    }
    if (is_inline) return;
    pthread_mutex_lock(&journal.lock);
    journal.is_over = true;
    pthread_cond_signal(&journal.filled);
    pthread_mutex_unlock(&journal.lock);
    pthread_join(thread, NULL);
}

static int measure_sagas(int count, char **arguments) {
    if (count < 5) return 2;
    const char *name = arguments[0], *directory = arguments[1];
    enum kind kind = strcmp(name, "file") == 0 ? store_file : store_lmdb;
    if (kind == store_lmdb && strcmp(name, "lmdb") != 0) return 2;
    int in_flight = atoi(arguments[2]);
    wanted = strtoull(arguments[3], NULL, 10);
    nodes.count = count - 4;
    if (in_flight < 1 || wanted < 1 || nodes.count > most_nodes) return 2;
    for (int i = 0; i < nodes.count; i++) nodes.addresses[i] = address_of(arguments[4 + i]);
    journal.store = open_store(kind, directory);
    double begun = now(), used = cpu();
    run_sagas(in_flight);
    double seconds = (now() - begun) / 1e6;
    used = cpu() - used;
    remove_store(directory);
    printf(
        "{\"store\":\"%s\",\"inFlight\":%d,\"sagas\":%lu,\"seconds\":%.6f,"
        "\"sagasPerSecond\":%.1f,\"cpuMicroseconds\":%.2f,\"commits\":%lu}\n",
        name, in_flight, wanted, seconds, (double)wanted / seconds, used / (double)wanted,
        journal.store.commits);
    return 0;
}

// MARK: Single figures

static void print_times(const char *name, float *times, size_t count, const char *end) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += times[i];
    qsort(times, count, sizeof *times, compare);
    printf(
        "\"%s\":{\"count\":%zu,\"meanMicroseconds\":%.1f,\"p50Microseconds\":%.1f,"
        "\"p99Microseconds\":%.1f}%s",
        name, count, sum / (double)count, times[count / 2], times[count * 99 / 100], end);
}

static int measure_syncs(int count, char **arguments) {
    if (count != 2) return 2;
    static float times[1 << 20];
    char path[4096], block[4096] = {0};
    snprintf(path, sizeof path, "%s/limit.log", arguments[0]);
    printf("{");
    for (int overwrites = 0; overwrites < 2; overwrites++) {
        int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (file < 0) fail(path);
        for (int i = 0; overwrites && i < 1024; i++)
            if (write(file, block, sizeof block) < 0) fail("write");
        if (fsync(file) != 0) fail("fsync");
        double end = now() + atof(arguments[1]) * 1e6 / 2;
        size_t syncs = 0;
        while (now() < end && syncs < sizeof times / sizeof *times) {
            double begun = now();
            off_t place = overwrites ? (off_t)(syncs % 1024 * sizeof block) : (off_t)(syncs * 512);
            if (pwrite(file, block, overwrites ? sizeof block : 512, place) < 0) fail("write");
            if (fdatasync(file) != 0) fail("fdatasync");
            times[syncs++] = (float)(now() - begun);
        }
        close(file);
        print_times(
            overwrites ? "overwrite" : "append", times, syncs, overwrites ? "}\n" : ",");
    }
    remove_store(arguments[0]);
    return 0;
}

static int measure_commits(int count, char **arguments) {
    if (count != 2) return 2;
    size_t wanted = strtoul(arguments[1], NULL, 10);
    float *times = calloc(wanted, sizeof *times);
    if (!times || !wanted) return 2;
    struct store store = open_store(store_lmdb, arguments[0]);
    struct record records[2] = {0};
    for (size_t i = 0; i < wanted; i++) {
        for (uint32_t j = 0; j < 2; j++) {
            records[j].saga = __builtin_bswap64(i);
            records[j].sequence = __builtin_bswap32(j);
        }
        double begun = now();
        commit(&store, records, 2);
        times[i] = (float)(now() - begun);
    }
    printf("{");
    print_times("commit", times, wanted, "}\n");
    mdb_env_close(store.environment);
    remove_store(arguments[0]);
    return 0;
}

static int measure_round_trips(int count, char **arguments) {
    if (count != 2) return 2;
    size_t wanted = strtoul(arguments[0], NULL, 10);
    float *times = calloc(wanted, sizeof *times);
    if (!times || !wanted) return 2;
    struct sockaddr_in address = address_of(arguments[1]);
    int connection = connect_to(&address);
    for (size_t i = 0; i < wanted; i++) {
        char reply[reply_size];
        size_t length = 0;
        double begun = now();
        send_request(connection, 0, i);
        do {
            ssize_t received = recv(connection, reply + length, reply_size - 1 - length, 0);
            if (received <= 0) fail("recv");
            length += (size_t)received;
            reply[length] = 0;
        } while (!read_reply(reply, length));
        times[i] = (float)(now() - begun);
    }
    printf("{");
    print_times("roundTrip", times, wanted, "}\n");
    return 0;
}

int main(int count, char **arguments) {
    static const struct {
        const char *name;
        int (*run)(int, char **);
    } measures[] = {
        {"sync", measure_syncs},
        {"commit", measure_commits},
        {"round-trip", measure_round_trips},
        {"sagas", measure_sagas},
    };
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    run_number = (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
    int status = 2;
    for (size_t i = 0; count > 1 && i < sizeof measures / sizeof *measures; i++)
        if (strcmp(arguments[1], measures[i].name) == 0)
            status = measures[i].run(count - 2, arguments + 2);
    if (status == 2)
        fprintf(
            stderr,
            "usage: limits sync DIR SECONDS | commit DIR COUNT | round-trip COUNT URL |\n"
            "       limits sagas file|lmdb DIR IN-FLIGHT COUNT URL...\n");
    return status;
}
