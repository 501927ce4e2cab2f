/*
 * Faults of the machine, for a program that is started with this library in LD_PRELOAD. It sees the calls by which the program
 * reaches the files of one folder, writes them down in their order, and lets them fail when it is told to.
 *
 *   FAULTS_FOLDER   the folder, absolute and without symbolic links
 *   FAULTS_CONTROL  a file of 64-bit numbers, shared with whoever gives the orders (see `enum order`)
 *   FAULTS_LOG      where to write the calls down; without it they are only counted
 *
 * What SQLite does to its -shm file goes through memory and isn't seen; SQLite makes that file anew after a crash.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <stdlib.h>
#include <stdio.h>

/* The slots of the control file. -1 stands for "never" or "without end". */
enum order {
    CALLS,            /* calls written down so far: set here, read by others */
    CLOCK_OFFSET,     /* milliseconds that the wall clock is wrong by */
    SPACE_LEFT,       /* bytes by which files may still grow */
    SYNCS_LEFT,       /* syncs until one fails */
    SYNCS_FAILING,    /* how many fail from then on */
    SYNCS_OF_DB,      /* not 0: counts syncs of the database file alone, which are those of checkpoints */
    WRITES_LEFT,      /* writes until the program is killed in the middle of one */
    DB_WRITES_LEFT,   /* the same, counting writes to the database file alone: those of a checkpoint */
    SYNCS_FAILED,     /* set here */
    WRITES_REFUSED,   /* set here: for want of space */
    ORDERS,
};

enum kind { OPENED = 1, MADE, WRITTEN, CUT, SYNC_BEGUN, SYNC_ENDED, SYNC_BROKEN, UNLINKED, RENAMED };

/* As it stands in the log, followed by `data` bytes. */
struct entry {
    uint32_t kind, file, thread, data;
    uint64_t call, value;   /* value: an offset, a size, or the call that began a sync */
};

enum { NO_FILE = 0, FOLDER = 1, MOST_FDS = 65536, MOST_FILES = 4096, MOST_PATH = 512 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[MOST_PATH];
static size_t folder_length;
static int log_fd = -1;
static int64_t unarmed[ORDERS] = {0, 0, -1, -1, 0, 0, -1, -1, 0, 0};
static volatile int64_t *orders = unarmed;
static uint32_t file_of_fd[MOST_FDS];
/* A failed sync is told once to everyone who has the file open, as Linux does. */
static uint8_t failure_untold[MOST_FDS];
/* Paths of files by their number; a file that has been unlinked has none. */
static char paths[MOST_FILES][MOST_PATH];
static uint32_t files = FOLDER + 1;

#define REAL(name) ((__typeof__(&name))real(#name, &cached_##name))
#define CACHED(name) static void *cached_##name
static void *real(const char *name, void **cached)
{
    if (!*cached) *cached = dlsym(RTLD_NEXT, name);
    return *cached;
}
CACHED(open); CACHED(openat); CACHED(openat64); CACHED(close); CACHED(pwrite); CACHED(pwrite64);
CACHED(write); CACHED(ftruncate64); CACHED(fsync); CACHED(fdatasync); CACHED(unlink); CACHED(rename);
CACHED(clock_gettime); CACHED(gettimeofday); CACHED(time);

__attribute__((constructor)) static void begin(void)
{
    const char *where = getenv("FAULTS_FOLDER"), *control = getenv("FAULTS_CONTROL"), *log = getenv("FAULTS_LOG");
    if (control) {
        int fd = REAL(open)(control, O_RDWR | O_CLOEXEC);
        void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof unarmed, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (shared == MAP_FAILED) { perror("faults: the control file"); _exit(70); }
        orders = shared;
        REAL(close)(fd);
    }
    if (log) {
        log_fd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (log_fd < 0) { perror("faults: the log"); _exit(70); }
    }
    if (where && strlen(where) < MOST_PATH) {
        strcpy(folder, where);
        folder_length = strlen(folder);
    }
}

/* Takes one off a count; true when this was the last. */
static int is_last(enum order count)
{
    if (orders[count] < 0) return 0;
    if (orders[count] > 0) return --orders[count] == 0;
    return 0;
}

/* Writes a call down and counts it. The count is raised after the call is in the log: who has read it may rely on that. */
static uint64_t put_down(enum kind kind, uint32_t file, uint64_t value, const void *data, size_t length)
{
    uint64_t call = (uint64_t)orders[CALLS];
    struct entry entry = {kind, file, (uint32_t)syscall(SYS_gettid), (uint32_t)length, call, value};
    struct iovec parts[2] = {{&entry, sizeof entry}, {(void *)data, length}};
    if (log_fd >= 0 && writev(log_fd, parts, length ? 2 : 1) != (ssize_t)(sizeof entry + length)) {
        perror("faults: the log");
        _exit(70);
    }
    __atomic_store_n(&orders[CALLS], (int64_t)(call + 1), __ATOMIC_SEQ_CST);
    return call;
}

static int ends_in(const char *path, const char *end)
{
    size_t whole = strlen(path), part = strlen(end);
    return whole >= part && !strcmp(path + whole - part, end);
}

static int is_ours(const char *path)
{
    return folder_length && !strncmp(path, folder, folder_length) && path[folder_length] == '/' && !ends_in(path, "-shm")
        && strlen(path) < MOST_PATH;
}

static uint32_t file_at(const char *path)
{
    for (uint32_t file = FOLDER + 1; file < files; file++)
        if (!strcmp(paths[file], path)) return file;
    return NO_FILE;
}

static uint32_t file_of(int fd)
{
    return fd >= 0 && fd < MOST_FDS ? file_of_fd[fd] : NO_FILE;
}

static int open_any(const char *path, int flags, mode_t mode)
{
    if (folder_length && !strcmp(path, folder)) {
        int fd = REAL(open)(path, flags, mode);
        if (fd >= 0 && fd < MOST_FDS) file_of_fd[fd] = FOLDER;
        return fd;
    }
    if (!is_ours(path)) return REAL(open)(path, flags, mode);
    pthread_mutex_lock(&lock);
    int existed = !access(path, F_OK);
    int fd = REAL(open)(path, flags, mode), failure = errno;
    if (fd >= 0 && fd < MOST_FDS) {
        uint32_t file = file_at(path);
        const char *name = path + folder_length + 1;
        if (!file || !existed) {
            if (files == MOST_FILES) { fputs("faults: too many files\n", stderr); _exit(70); }
            if (file) paths[file][0] = 0;
            file = files++;
            strcpy(paths[file], path);
            put_down(existed ? OPENED : MADE, file, 0, name, strlen(name));
        }
        if (flags & O_TRUNC) put_down(CUT, file, 0, NULL, 0);
        file_of_fd[fd] = file;
        failure_untold[fd] = 0;
    }
    pthread_mutex_unlock(&lock);
    errno = failure;
    return fd;
}

#define MODE(flags, last) ({ mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); \
    mode = va_arg(rest, mode_t); va_end(rest); } mode; })

int open(const char *path, int flags, ...) { return open_any(path, flags, MODE(flags, flags)); }
int open64(const char *path, int flags, ...) { return open_any(path, flags | O_LARGEFILE, MODE(flags, flags)); }
int openat(int at, const char *path, int flags, ...)
{
    mode_t mode = MODE(flags, flags);
    return path[0] == '/' ? open_any(path, flags, mode) : REAL(openat)(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...)
{
    mode_t mode = MODE(flags, flags);
    return path[0] == '/' ? open_any(path, flags, mode) : REAL(openat64)(at, path, flags, mode);
}

int close(int fd)
{
    if (file_of(fd)) file_of_fd[fd] = NO_FILE;
    return REAL(close)(fd);
}

/* How much of a write may be done; what is beyond the end of the file takes space. */
static size_t that_fits(int fd, size_t length, off_t offset)
{
    struct stat now;
    if (orders[SPACE_LEFT] < 0 || fstat(fd, &now)) return length;
    int64_t end = offset + (int64_t)length, growth = end > now.st_size ? end - now.st_size : 0;
    if (growth <= orders[SPACE_LEFT]) {
        orders[SPACE_LEFT] -= growth;
        return length;
    }
    int64_t beyond = growth - orders[SPACE_LEFT];
    orders[SPACE_LEFT] = 0;
    orders[WRITES_REFUSED]++;
    return beyond >= (int64_t)length ? 0 : length - (size_t)beyond;
}

static ssize_t write_at(uint32_t file, int fd, const void *data, size_t length, off_t offset)
{
    pthread_mutex_lock(&lock);
    int of_database = ends_in(paths[file], ".db");
    if (is_last(WRITES_LEFT) || (of_database && is_last(DB_WRITES_LEFT))) {
        REAL(pwrite64)(fd, data, length / 2, offset);
        kill(getpid(), SIGKILL);
        pause();
    }
    size_t fits = that_fits(fd, length, offset);
    ssize_t done = -1;
    if (length && !fits) errno = ENOSPC;
    else done = REAL(pwrite64)(fd, data, fits, offset);
    int failure = errno;
    if (done > 0) put_down(WRITTEN, file, (uint64_t)offset, data, (size_t)done);
    pthread_mutex_unlock(&lock);
    errno = failure;
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
    uint32_t file = file_of(fd);
    return file > FOLDER ? write_at(file, fd, data, length, offset) : REAL(pwrite)(fd, data, length, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off_t offset)
{
    uint32_t file = file_of(fd);
    return file > FOLDER ? write_at(file, fd, data, length, offset) : REAL(pwrite64)(fd, data, length, offset);
}
ssize_t write(int fd, const void *data, size_t length)
{
    uint32_t file = file_of(fd);
    if (file <= FOLDER) return REAL(write)(fd, data, length);
    ssize_t done = write_at(file, fd, data, length, lseek(fd, 0, SEEK_CUR));
    if (done > 0) lseek(fd, done, SEEK_CUR);
    return done;
}

static int truncate_to(int fd, off_t size)
{
    uint32_t file = file_of(fd);
    if (file <= FOLDER) return REAL(ftruncate64)(fd, size);
    pthread_mutex_lock(&lock);
    int done = REAL(ftruncate64)(fd, size), failure = errno;
    if (!done) put_down(CUT, file, (uint64_t)size, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = failure;
    return done;
}
int ftruncate(int fd, off_t size) { return truncate_to(fd, size); }
int ftruncate64(int fd, off_t size) { return truncate_to(fd, size); }

/* What was written before a sync began is on disk once it has ended; what is written meanwhile may be or not. */
static int sync_file(int fd, int (*sync)(int))
{
    uint32_t file = file_of(fd);
    if (!file) return sync(fd);
    pthread_mutex_lock(&lock);
    int fails = 0;
    if (file > FOLDER && orders[SYNCS_LEFT] >= 0 && (!orders[SYNCS_OF_DB] || ends_in(paths[file], ".db"))) {
        if (orders[SYNCS_LEFT] > 0) orders[SYNCS_LEFT]--;
        fails = !orders[SYNCS_LEFT] && orders[SYNCS_FAILING];
        if (fails && orders[SYNCS_FAILING] > 0) orders[SYNCS_FAILING]--;
    }
    if (fails)
        for (int other = 0; other < MOST_FDS; other++) failure_untold[other] |= file_of_fd[other] == file;
    fails |= failure_untold[fd];
    failure_untold[fd] = 0;
    uint64_t begun = put_down(SYNC_BEGUN, file, 0, NULL, 0);
    if (fails) {
        orders[SYNCS_FAILED]++;
        put_down(SYNC_BROKEN, file, begun, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    int done = fails ? -1 : sync(fd), failure = fails ? EIO : errno;
    if (!done) {
        pthread_mutex_lock(&lock);
        put_down(SYNC_ENDED, file, begun, NULL, 0);
        pthread_mutex_unlock(&lock);
    }
    errno = failure;
    return done;
}
int fsync(int fd) { return sync_file(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_file(fd, REAL(fdatasync)); }

int unlink(const char *path)
{
    if (!is_ours(path)) return REAL(unlink)(path);
    pthread_mutex_lock(&lock);
    int done = REAL(unlink)(path), failure = errno;
    uint32_t file = file_at(path);
    if (!done && file) {
        put_down(UNLINKED, file, 0, NULL, 0);
        paths[file][0] = 0;
    }
    pthread_mutex_unlock(&lock);
    errno = failure;
    return done;
}

int rename(const char *from, const char *to)
{
    if (!is_ours(from) || !is_ours(to)) return REAL(rename)(from, to);
    pthread_mutex_lock(&lock);
    int done = REAL(rename)(from, to), failure = errno;
    uint32_t file = file_at(from), replaced = file_at(to);
    if (!done && file) {
        const char *name = to + folder_length + 1;
        if (replaced) paths[replaced][0] = 0;
        strcpy(paths[file], to);
        put_down(RENAMED, file, 0, name, strlen(name));
    }
    pthread_mutex_unlock(&lock);
    errno = failure;
    return done;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int done = REAL(clock_gettime)(clock, now);
    int64_t wrong_by = orders[CLOCK_OFFSET];
    if (!done && wrong_by && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t nanoseconds = now->tv_nsec + wrong_by % 1000 * 1000000;
        now->tv_sec += wrong_by / 1000 + nanoseconds / 1000000000 - (nanoseconds < 0);
        now->tv_nsec = (nanoseconds + 1000000000) % 1000000000;
    }
    return done;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int done = REAL(gettimeofday)(now, zone);
    if (!done) now->tv_sec += orders[CLOCK_OFFSET] / 1000;
    return done;
}
time_t time(time_t *told)
{
    time_t now = REAL(time)(NULL) + orders[CLOCK_OFFSET] / 1000;
    if (told) *told = now;
    return now;
}
