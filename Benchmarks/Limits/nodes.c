// Nodes of the group API that cost next to nothing: what a benchmark needs on the other side.
//
//   nodes [COUNT [FIRST-PORT]]     prints "ready node01=http://127.0.0.1:PORT ..." and serves
//
// One thread, epoll, HTTP/1.1 with keep-alive and pipelining, groups in hash tables in memory.
// Each port is one node; a `node` header is not looked at. Timestamps are stored, matched and
// answered. GET /_usage tells the processor time so far, and when the first request of a group came
// since it was asked last.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    most_nodes = 64,
    input_size = 16 << 10,
    output_size = 32 << 10,
    largest_reply = 1024,
    buckets = 1 << 20,
    most_events = 512,
};

struct group {
    struct group *next;
    uint32_t hash;
    uint16_t id_length, timestamp_length;
    char text[]; // the id, then the timestamp
};

struct node {
    int listener;
    struct group **table;
};

struct connection {
    int socket;
    struct node *node;
    size_t input_length, output_length, output_sent;
    bool closing;
    char input[input_size];
    char output[output_size];
};

struct text {
    const char *at;
    size_t length;
};

struct request {
    struct text method, path, timestamp, body;
    bool closes;
};

static struct node nodes[most_nodes];
static int node_count = 3;
static uint64_t first_request_at;
static volatile sig_atomic_t is_over;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "nodes: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

// MARK: Groups

static uint32_t hash_of(struct text id) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < id.length; i++) hash = (hash ^ (uint8_t)id.at[i]) * 1099511628211u;
    return (uint32_t)(hash ^ hash >> 32);
}

static struct group **place_of(struct node *node, struct text id, uint32_t hash) {
    struct group **place = &node->table[hash % buckets];
    while (*place) {
        struct group *group = *place;
        if (group->hash == hash && group->id_length == id.length
            && memcmp(group->text, id.at, id.length) == 0)
            break;
        place = &group->next;
    }
    return place;
}

static bool has_timestamp(const struct group *group, struct text timestamp) {
    return timestamp.length == 0
        || (timestamp.length == group->timestamp_length
            && memcmp(group->text + group->id_length, timestamp.at, timestamp.length) == 0);
}

static bool create_group(struct node *node, struct text id, struct text timestamp) {
    uint32_t hash = hash_of(id);
    struct group **place = place_of(node, id, hash);
    if (*place) return false;
    struct group *group = malloc(sizeof *group + id.length + timestamp.length);
    if (!group) fail("no memory");
    group->next = NULL;
    group->hash = hash;
    group->id_length = (uint16_t)id.length;
    group->timestamp_length = (uint16_t)timestamp.length;
    memcpy(group->text, id.at, id.length);
    memcpy(group->text + id.length, timestamp.at, timestamp.length);
    *place = group;
    return true;
}

static bool delete_group(struct node *node, struct text id, struct text timestamp) {
    struct group **place = place_of(node, id, hash_of(id));
    struct group *group = *place;
    if (!group || !has_timestamp(group, timestamp)) return false;
    *place = group->next;
    free(group);
    return true;
}

// MARK: Requests

static bool is(struct text text, const char *word) {
    return text.length == strlen(word) && strncasecmp(text.at, word, text.length) == 0;
}

/// The part of a text in front of a character, which is taken off it with the character.
static struct text until(struct text *rest, char end) {
    const char *found = memchr(rest->at, end, rest->length);
    size_t length = found ? (size_t)(found - rest->at) : rest->length;
    struct text part = {rest->at, length};
    size_t taken = found ? length + 1 : length;
    rest->at += taken;
    rest->length -= taken;
    return part;
}

static struct text trimmed(struct text text) {
    while (text.length && *text.at == ' ') text.at++, text.length--;
    while (text.length && (text.at[text.length - 1] == '\r' || text.at[text.length - 1] == ' '))
        text.length--;
    return text;
}

/// The bytes that a request takes; 0 if it is not all there, -1 if it is none.
static ssize_t read_request(struct text input, struct request *request) {
    const char *end = memmem(input.at, input.length, "\r\n\r\n", 4);
    if (!end) return input.length == input_size ? -1 : 0;
    struct text head = {input.at, (size_t)(end - input.at) + 2};
    struct text line = until(&head, '\n');
    *request = (struct request){0};
    request->method = until(&line, ' ');
    request->path = until(&line, ' ');
    size_t body_length = 0;
    while (head.length) {
        struct text value = until(&head, '\n');
        struct text name = until(&value, ':');
        value = trimmed(value);
        if (is(name, "content-length")) {
            for (size_t i = 0; i < value.length; i++) {
                if (value.at[i] < '0' || value.at[i] > '9' || body_length > input_size) return -1;
                body_length = body_length * 10 + (size_t)(value.at[i] - '0');
            }
        } else if (is(name, "timestamp")) {
            request->timestamp = value;
        } else if (is(name, "connection")) {
            request->closes = is(value, "close");
        } else if (is(name, "transfer-encoding")) {
            return -1;
        }
    }
    size_t total = (size_t)(end - input.at) + 4 + body_length;
    if (total > input_size) return -1;
    if (input.length < total) return 0;
    request->body = (struct text){end + 4, body_length};
    return (ssize_t)total;
}

/// The group's id in `{"groupId":"5"}`, which is all that is sent here; no escapes.
static struct text group_id(struct text body) {
    static const char name[] = "\"groupId\"";
    const char *at = memmem(body.at, body.length, name, sizeof name - 1);
    if (!at) return (struct text){0};
    struct text rest = {at + sizeof name - 1, 0};
    rest.length = body.length - (size_t)(rest.at - body.at);
    until(&rest, '"');
    return until(&rest, '"');
}

// MARK: Replies

static void reply(
    struct connection *connection, const char *status, struct text timestamp, const char *body) {
    char *at = connection->output + connection->output_length;
    int length = snprintf(
        at, largest_reply,
        "HTTP/1.1 %s\r\ncontent-type: text/plain\r\ncontent-length: %zu\r\n%s%.*s%s\r\n%s", status,
        strlen(body), timestamp.length ? "timestamp: " : "", (int)timestamp.length, timestamp.at,
        timestamp.length ? "\r\n" : "", body);
    connection->output_length += (size_t)length;
}

static void reply_usage(struct connection *connection) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    uint64_t cpu = (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000
        + (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    char body[128];
    snprintf(
        body, sizeof body, "{\"cpuMicroseconds\":%lu,\"firstRequestAt\":%lu}", cpu,
        first_request_at);
    first_request_at = 0;
    reply(connection, "200 OK", (struct text){0}, body);
}

static void answer_group(struct connection *connection, const struct request *request) {
    if (!first_request_at) first_request_at = microseconds();
    static const char no_group[] = "{\"message\":\"No group record found\",\"status\":404}";
    const struct text nothing = {0};
    if (is(request->method, "GET")) {
        struct text id = request->path;
        id.at += strlen("/v1/group/");
        id.length -= strlen("/v1/group/");
        if (id.length && id.at[id.length - 1] == '/') id.length--;
        struct group *group = *place_of(connection->node, id, hash_of(id));
        if (!group) return reply(connection, "404 Not Found", nothing, no_group);
        struct text timestamp = {group->text + group->id_length, group->timestamp_length};
        return reply(connection, "200 OK", timestamp, "{}");
    }
    struct text id = group_id(request->body);
    if (!id.length || id.length > 256 || request->timestamp.length > 256)
        return reply(connection, "406 Not Acceptable", nothing, "{}");
    if (is(request->method, "POST")) {
        if (create_group(connection->node, id, request->timestamp))
            reply(connection, "201 Created", nothing, "CREATED");
        else
            reply(connection, "400 Bad Request", nothing, "{\"message\":\"It exists already\"}");
    } else if (delete_group(connection->node, id, request->timestamp)) {
        reply(connection, "200 OK", nothing, "OK");
    } else {
        reply(connection, "404 Not Found", nothing, no_group);
    }
}

static bool begins(struct text text, const char *word) {
    return text.length >= strlen(word) && memcmp(text.at, word, strlen(word)) == 0;
}

static void answer(struct connection *connection, const struct request *request) {
    bool needs_id = is(request->method, "GET");
    if (begins(request->path, needs_id ? "/v1/group/" : "/v1/group"))
        answer_group(connection, request);
    else if (begins(request->path, "/_usage"))
        reply_usage(connection);
    else if (begins(request->path, "/ping"))
        reply(connection, "200 OK", (struct text){0}, "PONG");
    else
        reply(connection, "404 Not Found", (struct text){0}, "{}");
}

// MARK: Connections

static void close_connection(struct connection *connection) {
    close(connection->socket);
    free(connection);
}

/// - Returns: whether the connection is still there.
static bool send_output(struct connection *connection) {
    while (connection->output_sent < connection->output_length) {
        ssize_t count = send(
            connection->socket, connection->output + connection->output_sent,
            connection->output_length - connection->output_sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return true;
        if (count <= 0) return close_connection(connection), false;
        connection->output_sent += (size_t)count;
    }
    connection->output_sent = connection->output_length = 0;
    if (connection->closing) return close_connection(connection), false;
    return true;
}

/// Answers what has come, as far as replies can be sent.
///
/// - Returns: whether the connection is still there.
static bool serve_input(struct connection *connection) {
    size_t used = 0;
    while (!connection->closing) {
        if (connection->output_length + largest_reply > output_size) {
            if (!send_output(connection)) return false;
            if (connection->output_length) break;
        }
        struct text input = {connection->input + used, connection->input_length - used};
        struct request request;
        ssize_t length = read_request(input, &request);
        if (length < 0) return close_connection(connection), false;
        if (length == 0) break;
        connection->closing = request.closes;
        answer(connection, &request);
        used += (size_t)length;
    }
    connection->input_length -= used;
    memmove(connection->input, connection->input + used, connection->input_length);
    return send_output(connection);
}

/// Serves a connection until it would block: readiness is told once.
static void serve(struct connection *connection) {
    if (!send_output(connection)) return;
    while (connection->output_length == 0) {
        if (!serve_input(connection) || connection->output_length) return;
        size_t room = input_size - connection->input_length;
        ssize_t count = recv(
            connection->socket, connection->input + connection->input_length, room, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) return close_connection(connection);
        connection->input_length += (size_t)count;
    }
}

static void accept_connections(int poll, struct node *node) {
    while (true) {
        int socket = accept4(node->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) return;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct connection *connection = malloc(sizeof *connection);
        if (!connection) fail("no memory");
        connection->socket = socket;
        connection->node = node;
        connection->input_length = connection->output_length = connection->output_sent = 0;
        connection->closing = false;
        struct epoll_event event = {
            .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event) != 0) fail("epoll_ctl");
    }
}

static int listen_at(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) fail("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(listener, 4096) != 0) fail("listen");
    return listener;
}

static void print_ready(void) {
    printf("ready");
    for (int i = 0; i < node_count; i++) {
        struct sockaddr_in address;
        socklen_t length = sizeof address;
        getsockname(nodes[i].listener, (struct sockaddr *)&address, &length);
        printf(" node%02d=http://127.0.0.1:%d", i + 1, ntohs(address.sin_port));
    }
    printf("\n");
    fflush(stdout);
}

static void end(int signal) {
    (void)signal;
    is_over = 1;
}

int main(int count, char **arguments) {
    if (count > 1) node_count = atoi(arguments[1]);
    int port = count > 2 ? atoi(arguments[2]) : 0;
    if (node_count < 1 || node_count > most_nodes || port < 0 || port > 65535) {
        fprintf(stderr, "usage: nodes [COUNT [FIRST-PORT]]\n");
        return 2;
    }
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    // Whoever starts it may have blocked them.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    if (poll < 0) fail("epoll");
    for (int i = 0; i < node_count; i++) {
        nodes[i].listener = listen_at(port ? port + i : 0);
        nodes[i].table = calloc(buckets, sizeof *nodes[i].table);
        if (!nodes[i].table) fail("no memory");
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &nodes[i]};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, nodes[i].listener, &event) != 0) fail("epoll_ctl");
    }
    print_ready();
    static struct epoll_event events[most_events];
    while (!is_over) {
        int ready = epoll_wait(poll, events, most_events, -1);
        for (int i = 0; i < ready; i++) {
            void *what = events[i].data.ptr;
            if (what >= (void *)nodes && what < (void *)(nodes + most_nodes))
                accept_connections(poll, what);
            else
                serve(what);
        }
    }
    return 0;
}
