#include "harness.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXIT_SKIPPED 77

static char scratch[] = "/tmp/carafe-unit-XXXXXX";
static int counts[3];

void fail_test(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: not so: %s (errno %d, %s)\n", file, line, condition, errno,
            strerror(errno));
    _exit(1);
}

void check_string(const char *file, int line, const char *actual, const char *expected)
{
    if (strcmp(actual, expected) == 0)
        return;
    fprintf(stderr, "%s:%d: \"%s\", not \"%s\"\n", file, line, actual, expected);
    _exit(1);
}

void skip_test(const char *reason)
{
    fprintf(stderr, "skipped: %s\n", reason);
    _exit(EXIT_SKIPPED);
}

void need_root(void)
{
    if (geteuid() != 0)
        skip_test("needs root");
}

void need_linux(int major, int minor)
{
    struct utsname kernel;
    int has_major = 0;
    int has_minor = 0;
    CHECK(uname(&kernel) == 0 && sscanf(kernel.release, "%d.%d", &has_major, &has_minor) == 2);
    if (has_major < major || (has_major == major && has_minor < minor))
        skip_test("needs a newer kernel");
}

const char *scratch_directory(void)
{
    return scratch;
}

const char *scratch_path(const char *path)
{
    static char paths[8][4096];
    static unsigned int next;
    char *result = paths[next++ % 8];
    snprintf(result, sizeof(paths[0]), "%s/%s", scratch, path);
    return result;
}

void write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

const char *read_text(const char *path)
{
    static char text[65536];
    text[0] = '\0';
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return text;
    ssize_t length = read(fd, text, sizeof(text) - 1);
    close(fd);
    text[length < 0 ? 0 : length] = '\0';
    return text;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *position)
{
    (void)status;
    (void)type;
    (void)position;
    return remove(path);
}

#define REMOVED_LATER "removed-later"

void remove_later(const char *directory)
{
    write_file(scratch_path(REMOVED_LATER), directory);
}

static void remove_what_was_to_be(void)
{
    const char *directory = read_text(scratch_path(REMOVED_LATER));
    if (directory[0] != '\0' && rmdir(directory) != 0)
        fprintf(stderr, "%s is left behind: %s\n", directory, strerror(errno));
}

static void run_test(const struct test *test)
{
    strcpy(scratch + strlen(scratch) - 6, "XXXXXX");
    if (mkdtemp(scratch) == NULL)
        abort();
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        alarm(30);
        test->run();
        exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    remove_what_was_to_be();
    nftw(scratch, remove_one, 256, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    bool skipped = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIPPED;
    int outcome = status == 0 ? 0 : skipped ? 1 : 2;
    counts[outcome]++;
    if (outcome > 0)
        printf("%s %s (status %#x)\n", outcome == 1 ? "skip" : "FAIL", test->name,
               (unsigned)status);
}

/* Whether a name holds one of the words, where there are any, and is not taken out as -NAME. */
static bool is_chosen(const char *name, char *const *words)
{
    bool any = false;
    bool found = false;
    for (; *words != NULL; words++) {
        if (**words == '-' && strcmp(*words + 1, name) == 0)
            return false;
        any = any || **words != '-';
        found = found || strstr(name, *words) != NULL;
    }
    return found || !any;
}

/* unit [WORD | -NAME]...: the tests whose names have one of the words in them, or all; without NAME
 */
int main(int argc, char **argv)
{
    (void)argc;
    const struct test *const suites[] = {
        io_tests,        program_tests, passwd_tests,    resolve_tests, hook_tests,
        operation_tests, attack_tests,  container_tests, launch_tests,  commit_tests,
        frame_tests,     session_tests, argument_tests,  report_tests,  seal_tests,
        relay_tests,     denied_tests,  policy_tests,    join_tests,    net_device_tests,
        network_tests,   seccomp_tests, shortcut_tests};
    for (size_t i = 0; i < sizeof(suites) / sizeof(suites[0]); i++)
        for (const struct test *test = suites[i]; test->name != NULL; test++)
            if (is_chosen(test->name, argv + 1))
                run_test(test);
    printf("%d passed, %d skipped, %d failed\n", counts[0], counts[1], counts[2]);
    return counts[2] > 0 || counts[0] == 0;
}
