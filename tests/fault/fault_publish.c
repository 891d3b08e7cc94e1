/*
 * The run command under faults: whatever write, sync, open or rename fails, the result folder is
 * the old one or the new one, whole, and the program says what went wrong.
 * Usage: fault-publish JIUJIN PRELOAD ; needs a build without sanitizers (exit 77).
 */
#define _GNU_SOURCE /* mkdtemp, setenv */
#include "../unit/test.h"
#include "base/file.h"
#include "out/manifest.h"
#include "out/publish.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

enum { N_SAMPLES = 120 };

static const char *jiujin, *preload;
static char folder[200], county[256], project[300], result[256], pristine[256], err_file[256],
    log_file[256];
static char old_digest[65], new_digest[65];

static const char old_rules[] = "A-EDU-03", new_rules[] = "DEMO-EDU-01";

/* Runs the command; a fault when at > 0. Returns its exit code, or minus the signal. */
static int run_job(const char *rules, long at, const char *kind) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        char number[32];
        snprintf(number, sizeof number, "%ld", at);
        CHECK(freopen(err_file, "w", stderr) && freopen("/dev/null", "w", stdout));
        if (kind) {
            setenv("LD_PRELOAD", preload, 1);
            setenv("FAULT_PATH", folder, 1);
            setenv("FAULT_NOT", county, 1);
            setenv("FAULT_AT", number, 1);
            setenv("FAULT_KIND", kind, 1);
            setenv("FAULT_LOG", log_file, 1);
        }
        execl(jiujin, jiujin, "run", project, "--out", result, "--rules", rules, "--threads", "1",
              (char *)NULL);
        _exit(127);
    }
    int status;
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void run_program(const char *const *argv) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        CHECK(freopen("/dev/null", "w", stdout));
        execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    int status;
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void copy_tree(const char *from, const char *to) {
    run_program((const char *const[]){"cp", "-a", from, to, NULL});
}

static void digest_of(const char *path, char out[65]) {
    jj_ctx *ctx = jj_ctx_new();
    JJ_AUTO char *manifest = jj_path_join(path, JJ_MANIFEST);
    CHECK_OK(ctx, jj_manifest_check(ctx, path, true, NULL));
    CHECK_OK(ctx, jj_file_sha256(ctx, manifest, out));
    jj_ctx_free(ctx);
}

/* The result and whatever lies beside it under its name. */
static void remove_results(void) {
    jj_ctx *ctx = jj_ctx_new();
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));) {
        JJ_AUTO char *path = jj_path_join(folder, e->d_name);
        if (strncmp(e->d_name, "result", 6) == 0)
            CHECK_OK(ctx, jj_remove_tree(ctx, path));
    }
    if (d)
        closedir(d);
    jj_ctx_free(ctx);
}

static void restore_old(void) {
    remove_results();
    copy_tree(pristine, result);
}

static bool has_message(void) {
    jj_ctx *ctx = jj_ctx_new();
    JJ_AUTO char *text = NULL;
    size_t len = 0;
    CHECK_OK(ctx, jj_file_read(ctx, err_file, &text, &len));
    jj_ctx_free(ctx);
    /* a line of its own: libxlsxwriter says a failed write on stderr too, before us */
    return strncmp(text, "jiujin run: ", 12) == 0 || strstr(text, "\njiujin run: ");
}

/* Anything beside the result that begins with its name. */
static int count_debris(void) {
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d));)
        n += strncmp(e->d_name, "result.", 7) == 0;
    if (d)
        closedir(d);
    return n;
}

static void check_after(long at, const char *kind, int code) {
    char digest[65];
    JJ_AUTO char *found = jj_publish_find(result);
    digest_of(found, digest);
    bool is_old = strcmp(digest, old_digest) == 0, is_new = strcmp(digest, new_digest) == 0;
    bool is_kill = strcmp(kind, "kill") == 0, is_short = strcmp(kind, "short") == 0;
    bool is_right = (is_old || is_new) && (code != 0 || is_new);
    if (is_kill)
        is_right = is_right && (code == -SIGKILL || code == 0);
    else
        is_right = is_right && (code == 0 || (code == 3 && has_message())) && count_debris() == 0;
    if (is_short && code != 0 && code != 3)
        is_right = false;
    if (!is_right)
        fprintf(stderr, "call %ld %s: exit %d, %s result, %d pieces of debris; see %s\n", at, kind,
                code,
                is_old   ? "old"
                : is_new ? "new"
                         : "broken",
                count_debris(), folder);
    CHECK(is_right);
    if (!is_old || is_kill)
        restore_old();
}

static void faults(long n_calls) {
    static const char *const kinds[] = {"io", "full", "short", "kill"};
    uint64_t seed = test_seed();
    const char *wanted = getenv("FAULT_SAMPLES");
    long n = wanted ? strtol(wanted, NULL, 10) : N_SAMPLES;
    for (long i = 0; i < n; i++) {
        /* the last calls publish: they get a share of their own */
        uint32_t tail = n_calls > 40 ? 40 : (uint32_t)n_calls;
        long at = i % 3 == 0 ? n_calls - (long)test_below(&seed, tail)
                             : 1 + (long)test_below(&seed, (uint32_t)n_calls);
        const char *kind = kinds[test_below(&seed, 4)];
        check_after(at, kind, run_job(new_rules, at, kind));
    }
}

typedef struct call {
    char name[16], path[600];
} call;

static size_t read_log(call **out) {
    FILE *f = fopen(log_file, "r");
    size_t n = 0, cap = 0;
    call c;
    CHECK(f);
    *out = NULL;
    while (fscanf(f, "%*d %15s %599[^\n]", c.name, c.path) == 2) {
        CHECK(jj_grow(out, &cap, n + 1, sizeof c));
        (*out)[n++] = c;
    }
    fclose(f);
    return n;
}

/* The calls up to the exchange and the place of it. */
typedef struct journal {
    call *calls;
    size_t n, exchange;
} journal;

/* `path` (as it was in the work folder) is synced before the exchange and not written after it. */
static void check_synced(const journal *j, const char *path) {
    bool is_synced = false;
    for (size_t i = 0; i < j->exchange; i++) {
        const char *name = j->calls[i].name, *tmp = strstr(j->calls[i].path, ".tmp-");
        const char *inside = tmp ? strchr(tmp, '/') : NULL;
        if (!inside || strcmp(inside, path) != 0)
            continue;
        if (strcmp(name, "write") == 0)
            is_synced = false;
        if (strcmp(name, "sync") == 0)
            is_synced = true;
    }
    if (!is_synced)
        fprintf(stderr, "%s is not synced before the exchange\n", path);
    CHECK(is_synced);
}

static size_t check_tree(const journal *j, const char *below) {
    size_t n = 0;
    JJ_AUTO char *path = jj_alloc(strlen(result) + strlen(below) + 1, 1);
    CHECK(path);
    sprintf(path, "%s%s", result, below);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));) {
        char child[600];
        snprintf(child, sizeof child, "%s/%s", below, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        if (e->d_type == DT_DIR) {
            n += check_tree(j, child);
        } else {
            check_synced(j, child);
            n++;
        }
    }
    if (d)
        closedir(d);
    return n;
}

/* Every file is on disk before the exchange, and the folder that names the result after it. */
static void order_of_calls(void) {
    journal j = {0};
    bool is_folder_synced = false;
    j.n = j.exchange = read_log(&j.calls);
    for (size_t i = 0; i < j.n; i++)
        if (strcmp(j.calls[i].name, "exchange") == 0)
            j.exchange = i;
    CHECK(j.exchange < j.n);
    CHECK(check_tree(&j, "") > 15);
    for (size_t i = j.exchange + 1; i < j.n; i++)
        is_folder_synced |=
            strcmp(j.calls[i].name, "sync") == 0 && strcmp(j.calls[i].path, folder) == 0;
    CHECK(is_folder_synced);
    jj_free(j.calls);
}

int main(int argc, char **argv) {
    if (IS_SANITIZED || argc != 3) {
        fprintf(stderr, "skipped: needs a build without sanitizers\n");
        return 77;
    }
    jiujin = argv[1];
    preload = argv[2];
    snprintf(folder, sizeof folder, "%s/jiujin-fault-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    CHECK(mkdtemp(folder));
    snprintf(county, sizeof county, "%s/county", folder);
    snprintf(project, sizeof project, "%s/project.yaml", county);
    snprintf(result, sizeof result, "%s/result", folder);
    snprintf(pristine, sizeof pristine, "%s/pristine", folder);
    snprintf(err_file, sizeof err_file, "%s/err", folder);
    snprintf(log_file, sizeof log_file, "%s/log", folder);
    setenv("LC_ALL", "C.UTF-8", 1);
    run_program((const char *const[]){jiujin, "init", county, "--demo", NULL});
    CHECK_INT(run_job(new_rules, 0, NULL), 0);
    digest_of(result, new_digest);
    CHECK_INT(run_job(old_rules, 0, NULL), 0);
    digest_of(result, old_digest);
    CHECK(strcmp(old_digest, new_digest) != 0);
    copy_tree(result, pristine);

    CHECK_INT(run_job(new_rules, 0, "io"), 0); /* counts and logs the calls, fails none */
    call *calls;
    size_t n_calls = read_log(&calls);
    jj_free(calls);
    printf("%zu calls\n", n_calls);
    CHECK(n_calls > 50);
    order_of_calls();
    restore_old();
    faults((long)n_calls);
    jj_ctx *ctx = jj_ctx_new();
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
    return 0;
}
