/* Stands between a process and the file system (LD_PRELOAD), for paths below TORTURE_ROOT.
 *
 * Records, if TORTURE_LOG names a file, every change in the order it happened: the power model rebuilds from that what a
 * machine may find after a power cut. Makes calls fail, if torture_fault() asks for it; ends the process at one of them,
 * if torture_kill() does; torture_clock() moves the clock of the wall.
 *
 * A record: type (1 byte), inode (8), offset or size (8), length of text a (4), length of text b (4), a, b; little-endian.
 *   C create a    W write b at offset    T truncate to size    S sync (of a file or a directory)
 *   R rename a to b    L link a to b    U unlink a    M mkdir a    D rmdir a
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* FAULT_SHORT: a write does half of what it was asked for; FAULT_OPEN: no file can be opened */
enum { FAULT_NONE, FAULT_WRITE, FAULT_SYNC, FAULT_READ, FAULT_NAME, FAULT_SHORT, FAULT_OPEN };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static int log_fd = -1;
static int fault_call, fault_errno;
static long fault_skip, fault_count;
static const char kinds[] = "CWTSRLUMD";
static long calls[sizeof kinds - 1], kill_in = -1, clock_offset;

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static ssize_t raw_write(int fd, const void *data, size_t size) {
    REAL(write);
    return real(fd, data, size);
}

__attribute__((constructor)) static void begin(void) {
    root = getenv("TORTURE_ROOT");
    root_length = root ? strlen(root) : 0;
    const char *log = getenv("TORTURE_LOG");
    if (log) {
        int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
        log_fd = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

/* Makes the calls of a kind fail: the first `skip` of them pass, then `count` fail (-1: all). FAULT_NONE ends it. */
void torture_fault(int call, int error, long skip, long count) {
    pthread_mutex_lock(&lock);
    fault_call = call, fault_errno = error, fault_skip = skip, fault_count = count;
    pthread_mutex_unlock(&lock);
}

/* Ends the process, as SIGKILL does, at the call so many changes from now: of what it would have written half is there,
 * in whole sectors. */
void torture_kill(long in) {
    pthread_mutex_lock(&lock);
    kill_in = in;
    pthread_mutex_unlock(&lock);
}

/* Returns how many changes of a kind (C, W ...) there have been. */
long torture_calls(int kind) {
    const char *place = strchr(kinds, kind);
    return place ? calls[place - kinds] : -1;
}

/* Moves the clock by so many seconds. */
void torture_clock(long seconds) {
    clock_offset = seconds;
}

static int below_root(const char *path) {
    return root && strncmp(path, root, root_length) == 0;
}

static int path_of(int fd, char *path) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, PATH_MAX - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return below_root(path);
}

static int full_path(int dir, const char *name, char *path) {
    if (name[0] == '/' || dir == AT_FDCWD) {
        if (name[0] == '/') snprintf(path, PATH_MAX, "%s", name);
        else if (!getcwd(path, PATH_MAX)) return 0;
        else { size_t n = strlen(path); snprintf(path + n, PATH_MAX - n, "/%s", name); }
        return below_root(path);
    }
    if (!path_of(dir, path)) return 0;
    size_t n = strlen(path);
    snprintf(path + n, PATH_MAX - n, "/%s", name);
    return 1;
}

/* The caller holds the lock. */
static int fails(int call) {
    if (fault_call != call || fault_count == 0) return 0;
    if (fault_skip > 0) { fault_skip--; return 0; }
    if (fault_count > 0) fault_count--;
    errno = fault_errno;
    return 1;
}

/* Counts a change that is about to happen; the caller holds the lock. Does not return if it is the last one. */
static void about_to(char kind, int fd, const void *data, size_t size, off_t offset) {
    calls[strchr(kinds, kind) - kinds]++;
    if (kill_in < 0 || kill_in-- > 0) return;
    ssize_t (*real)(int, const void *, size_t, off_t) =
        (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite64");
    off_t half = ((offset + (off_t)size / 2) & ~(off_t)511) - offset;
    if (half > 0 && real(fd, data, half, offset) < 0) abort();
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void record(char type, uint64_t inode, uint64_t offset, const void *a, uint32_t na, const void *b, uint32_t nb) {
    if (log_fd < 0) return;
    int saved = errno;
    size_t size = 25 + (size_t)na + nb;
    char *buffer = malloc(size);
    buffer[0] = type;
    memcpy(buffer + 1, &inode, 8);
    memcpy(buffer + 9, &offset, 8);
    memcpy(buffer + 17, &na, 4);
    memcpy(buffer + 21, &nb, 4);
    memcpy(buffer + 25, a, na);
    memcpy(buffer + 25 + na, b, nb);
    if (raw_write(log_fd, buffer, size) != (ssize_t)size) abort();
    free(buffer);
    errno = saved;
}

static uint64_t inode_of(int fd) {
    struct stat info;
    return fstat(fd, &info) == 0 ? info.st_ino : 0;
}

static uint64_t inode_at(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 ? info.st_ino : 0;
}

static int open_through(int (*real)(int, const char *, int, ...), int dir, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (fault_call == FAULT_OPEN && full_path(dir, name, path)) {
        pthread_mutex_lock(&lock);
        int failed = fails(FAULT_OPEN);
        pthread_mutex_unlock(&lock);
        if (failed) return -1;
    }
    if (!(flags & (O_CREAT | O_TRUNC)) || !full_path(dir, name, path)) return real(dir, name, flags, mode);
    pthread_mutex_lock(&lock);
    int there = access(path, F_OK) == 0;
    if (!there) about_to('C', -1, "", 0, 0);
    else if (flags & O_TRUNC) about_to('T', -1, "", 0, 0);
    int fd = !there && fails(FAULT_NAME) ? -1 : real(dir, name, flags, mode);
    if (fd >= 0 && !there) record('C', inode_of(fd), 0, path, strlen(path), "", 0);
    else if (fd >= 0 && (flags & O_TRUNC)) record('T', inode_of(fd), 0, "", 0, "", 0);
    pthread_mutex_unlock(&lock);
    return fd;
}

#define OPEN_AT(function) \
    int function(int dir, const char *name, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        static int (*real)(int, const char *, int, ...); \
        if (!real) real = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat"); \
        return open_through(real, dir, name, flags, mode); \
    }
#define OPEN(function) \
    int function(const char *name, int flags, ...) { \
        va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
        static int (*real)(int, const char *, int, ...); \
        if (!real) real = (int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, "openat"); \
        return open_through(real, AT_FDCWD, name, flags, mode); \
    }
OPEN_AT(openat)
OPEN_AT(openat64)
OPEN(open)
OPEN(open64)

ssize_t write(int fd, const void *data, size_t size) {
    char path[PATH_MAX];
    if (!root || !path_of(fd, path)) return raw_write(fd, data, size);
    pthread_mutex_lock(&lock);
    about_to('W', fd, data, size, lseek(fd, 0, SEEK_CUR));
    if (size > 1 && fails(FAULT_SHORT)) size /= 2;
    ssize_t written = fails(FAULT_WRITE) ? -1 : raw_write(fd, data, size);
    if (written > 0) record('W', inode_of(fd), lseek(fd, 0, SEEK_CUR) - written, "", 0, data, written);
    pthread_mutex_unlock(&lock);
    return written;
}

#define PWRITE(function) \
    ssize_t function(int fd, const void *data, size_t size, off_t offset) { \
        REAL(function); \
        char path[PATH_MAX]; \
        if (!root || !path_of(fd, path)) return real(fd, data, size, offset); \
        pthread_mutex_lock(&lock); \
        about_to('W', fd, data, size, offset); \
        if (size > 1 && fails(FAULT_SHORT)) size /= 2; \
        ssize_t written = fails(FAULT_WRITE) ? -1 : real(fd, data, size, offset); \
        if (written > 0) record('W', inode_of(fd), offset, "", 0, data, written); \
        pthread_mutex_unlock(&lock); \
        return written; \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define READ_FAULT(fd) (root && fault_call == FAULT_READ && path_of(fd, path))
ssize_t read(int fd, void *data, size_t size) {
    REAL(read);
    char path[PATH_MAX];
    if (READ_FAULT(fd) && fails(FAULT_READ)) return -1;
    return real(fd, data, size);
}
ssize_t pread64(int fd, void *data, size_t size, off_t offset) {
    REAL(pread64);
    char path[PATH_MAX];
    if (READ_FAULT(fd) && fails(FAULT_READ)) return -1;
    return real(fd, data, size, offset);
}
ssize_t pread(int fd, void *data, size_t size, off_t offset) {
    return pread64(fd, data, size, offset);
}

#define SYNC(function) \
    int function(int fd) { \
        REAL(function); \
        char path[PATH_MAX]; \
        if (!root || !path_of(fd, path)) return real(fd); \
        pthread_mutex_lock(&lock); \
        about_to('S', -1, "", 0, 0); \
        int status = fails(FAULT_SYNC) ? -1 : 0; /* nobody cuts the power: a sync need not be made */ \
        if (status == 0) record('S', inode_of(fd), 0, "", 0, "", 0); \
        pthread_mutex_unlock(&lock); \
        return status; \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(function) \
    int function(int fd, off_t size) { \
        REAL(function); \
        char path[PATH_MAX]; \
        if (!root || !path_of(fd, path)) return real(fd, size); \
        pthread_mutex_lock(&lock); \
        about_to('T', -1, "", 0, 0); \
        int status = real(fd, size); \
        if (status == 0) record('T', inode_of(fd), size, "", 0, "", 0); \
        pthread_mutex_unlock(&lock); \
        return status; \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

static int two_names(char type, int (*real)(const char *, const char *), const char *from, const char *to) {
    char a[PATH_MAX], b[PATH_MAX];
    if (!full_path(AT_FDCWD, from, a) || !full_path(AT_FDCWD, to, b)) return real(from, to);
    pthread_mutex_lock(&lock);
    about_to(type, -1, "", 0, 0);
    int status = fails(FAULT_NAME) ? -1 : real(from, to);
    if (status == 0) record(type, inode_at(b), 0, a, strlen(a), b, strlen(b));
    pthread_mutex_unlock(&lock);
    return status;
}
int rename(const char *from, const char *to) { REAL(rename); return two_names('R', real, from, to); }
int link(const char *from, const char *to) { REAL(link); return two_names('L', real, from, to); }

static int gone(char type, int dir, const char *name, int flags) {
    REAL(unlinkat);
    char path[PATH_MAX];
    if (!full_path(dir, name, path)) return real(dir, name, flags);
    pthread_mutex_lock(&lock);
    about_to(type, -1, "", 0, 0);
    int status = real(dir, name, flags);
    if (status == 0) record(type, 0, 0, path, strlen(path), "", 0);
    pthread_mutex_unlock(&lock);
    return status;
}
int unlinkat(int dir, const char *name, int flags) { return gone(flags & AT_REMOVEDIR ? 'D' : 'U', dir, name, flags); }
int unlink(const char *name) { return gone('U', AT_FDCWD, name, 0); }
int rmdir(const char *name) { return gone('D', AT_FDCWD, name, AT_REMOVEDIR); }

int mkdir(const char *name, mode_t mode) {
    REAL(mkdir);
    char path[PATH_MAX];
    if (!full_path(AT_FDCWD, name, path)) return real(name, mode);
    pthread_mutex_lock(&lock);
    about_to('M', -1, "", 0, 0);
    int status = fails(FAULT_NAME) ? -1 : real(name, mode);
    if (status == 0) record('M', inode_at(path), 0, path, strlen(path), "", 0);
    pthread_mutex_unlock(&lock);
    return status;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(clock_gettime);
    int status = real(clock, now);
    if (status == 0 && clock == CLOCK_REALTIME) now->tv_sec += clock_offset;
    return status;
}
time_t time(time_t *now) {
    struct timespec read;
    clock_gettime(CLOCK_REALTIME, &read);
    if (now) *now = read.tv_sec;
    return read.tv_sec;
}
int gettimeofday(struct timeval *now, void *zone) {
    REAL(gettimeofday);
    int status = real(now, zone);
    if (status == 0) now->tv_sec += clock_offset;
    return status;
}
