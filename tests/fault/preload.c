/*
 * A preloaded library that makes the N-th system call on the result fail, and writes down their
 * order. Settings come from the environment:
 *
 *   FAULT_PATH   only calls on paths that hold this text count
 *   FAULT_NOT    but not those that hold this one, nor the error file or the log
 *   FAULT_AT     the call that fails, from 1; 0 = none
 *   FAULT_KIND   io (EIO) | full (ENOSPC) | short (half of it) | kill (SIGKILL)
 *   FAULT_LOG    file that gets one line a call: "number name path"
 */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* open and open64 are two symbols here */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum verdict { GO_ON, FAIL, HALVE } verdict;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long n_calls;
static int log_fd = -1;
static ssize_t (*real_write)(int, const void *, size_t);

typedef void (*function)(void);

static function real(const char *name) {
    union {
        void *object;
        function function;
    } symbol = {.object = dlsym(RTLD_NEXT, name)};
    return symbol.function;
}

static void log_call(const char *name, const char *path) {
    const char *file = getenv("FAULT_LOG");
    char line[1200];
    if (!file)
        return;
    if (log_fd < 0) {
        int (*open_it)(const char *, int, ...) = (int (*)(const char *, int, ...))real("open");
        log_fd = open_it(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
        real_write = (ssize_t(*)(int, const void *, size_t))real("write");
    }
    int len = snprintf(line, sizeof line, "%ld %s %s\n", n_calls, name, path);
    (void)!real_write(log_fd, line, (size_t)len);
}

/* What becomes of a call on `path`; errno is set for FAIL. */
static verdict judge(const char *name, const char *path, bool can_halve) {
    const char *wanted = getenv("FAULT_PATH"), *other = getenv("FAULT_NOT");
    const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
    size_t len = path ? strlen(path) : 0;
    if (!wanted || !path || !strstr(path, wanted) || (other && strstr(path, other)) ||
        (len > 4 && (strcmp(path + len - 4, "/err") == 0 || strcmp(path + len - 4, "/log") == 0)))
        return GO_ON;
    pthread_mutex_lock(&lock);
    n_calls++;
    bool is_it = at && strtol(at, NULL, 10) == n_calls;
    log_call(name, path);
    pthread_mutex_unlock(&lock);
    if (!is_it || !kind)
        return GO_ON;
    if (strcmp(kind, "kill") == 0)
        raise(SIGKILL);
    if (strcmp(kind, "short") == 0)
        return can_halve ? HALVE : GO_ON;
    errno = strcmp(kind, "full") == 0 ? ENOSPC : EIO;
    return FAIL;
}

static const char *path_of(int fd, char *buf, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, buf, size - 1);
    buf[n > 0 ? n : 0] = '\0';
    return buf;
}

ssize_t write(int fd, const void *data, size_t n) {
    char path[1024];
    if (!real_write)
        real_write = (ssize_t(*)(int, const void *, size_t))real("write");
    verdict v = judge("write", path_of(fd, path, sizeof path), n > 1);
    return v == FAIL ? -1 : real_write(fd, data, v == HALVE ? n / 2 : n);
}

#define PWRITE(name)                                                                               \
    ssize_t name(int fd, const void *data, size_t n, off_t at) {                                   \
        char path[1024];                                                                           \
        ssize_t (*f)(int, const void *, size_t, off_t) =                                           \
            (ssize_t(*)(int, const void *, size_t, off_t))real(#name);                             \
        verdict v = judge("write", path_of(fd, path, sizeof path), n > 1);                         \
        return v == FAIL ? -1 : f(fd, data, v == HALVE ? n / 2 : n, at);                           \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

size_t fwrite(const void *data, size_t size, size_t n, FILE *file) {
    char path[1024];
    size_t (*f)(const void *, size_t, size_t, FILE *) =
        (size_t(*)(const void *, size_t, size_t, FILE *))real("fwrite");
    verdict v = judge("write", path_of(fileno(file), path, sizeof path), n > 1);
    return v == FAIL ? 0 : f(data, size, v == HALVE ? n / 2 : n, file);
}

int fclose(FILE *file) {
    char path[1024];
    int (*f)(FILE *) = (int (*)(FILE *))real("fclose");
    verdict v = judge("close", path_of(fileno(file), path, sizeof path), false);
    int code = f(file);
    if (v != FAIL)
        return code;
    errno = EIO;
    return EOF;
}

int fsync(int fd) {
    char path[1024];
    int (*f)(int) = (int (*)(int))real("fsync");
    return judge("sync", path_of(fd, path, sizeof path), false) == FAIL ? -1 : f(fd);
}

int rename(const char *from, const char *to) {
    int (*f)(const char *, const char *) = (int (*)(const char *, const char *))real("rename");
    return judge("rename", to, false) == FAIL ? -1 : f(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
    int (*f)(int, const char *, int, const char *, unsigned) =
        (int (*)(int, const char *, int, const char *, unsigned))real("renameat2");
    return judge("exchange", to, false) == FAIL ? -1 : f(from_folder, from, to_folder, to, flags);
}

int mkdir(const char *path, mode_t mode) {
    int (*f)(const char *, mode_t) = (int (*)(const char *, mode_t))real("mkdir");
    return judge("mkdir", path, false) == FAIL ? -1 : f(path, mode);
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...) {                                                   \
        int (*f)(const char *, int, ...) = (int (*)(const char *, int, ...))real(#name);           \
        va_list ap;                                                                                \
        va_start(ap, flags);                                                                       \
        mode_t mode = flags & O_CREAT ? (mode_t)va_arg(ap, int) : 0;                               \
        va_end(ap);                                                                                \
        return flags & O_CREAT && judge("open", path, false) == FAIL ? -1 : f(path, flags, mode);  \
    }
OPEN(open)
OPEN(open64)

#define FOPEN(name)                                                                                \
    FILE *name(const char *path, const char *mode) {                                               \
        FILE *(*f)(const char *, const char *) =                                                   \
            (FILE * (*)(const char *, const char *)) real(#name);                                  \
        return mode[0] == 'w' && judge("open", path, false) == FAIL ? NULL : f(path, mode);        \
    }
FOPEN(fopen)
FOPEN(fopen64)
