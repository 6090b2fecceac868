/* Preloaded before SQLite: from the n-th write, flush or cut of a file below a folder on, the disk fails.
   Built and armed by tests/faults/driver.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { ONCE = 1, EVER = 2, SHORT_ONCE = 3 };

static long left = -1;
static int mode = 0, hits = 0, code = EIO;
static char folder[PATH_MAX];

void fault_arm(const char *below, long at, int how, int error) {
    strncpy(folder, below, sizeof folder - 1);
    left = at; mode = how; hits = 0; code = error;
}

int fault_hits(void) { return hits; }
void fault_disarm(void) { mode = 0; }

static int ours(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

static int fails(int fd) {
    if (!mode || !ours(fd)) return 0;
    if (left-- > 0) return 0;
    hits++;
    int now = mode;
    if (mode == ONCE || mode == SHORT_ONCE) mode = 0;
    return now;
}

#define REAL(name) static typeof(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)

#define WRITE(name, ...) \
    int how = fails(fd); \
    if (how == SHORT_ONCE && size > 1) { size /= 2; } \
    else if (how) { errno = code; return -1; } \
    return real(fd, data, size, ##__VA_ARGS__);

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { REAL(pwrite64); WRITE(pwrite64, at) }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { REAL(pwrite); WRITE(pwrite, at) }
ssize_t write(int fd, const void *data, size_t size) { REAL(write); WRITE(write) }
int fsync(int fd) { REAL(fsync); if (fails(fd)) { errno = code; return -1; } return real(fd); }
int fdatasync(int fd) { REAL(fdatasync); if (fails(fd)) { errno = code; return -1; } return real(fd); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); if (fails(fd)) { errno = code; return -1; } return real(fd, size); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); if (fails(fd)) { errno = code; return -1; } return real(fd, size); }
