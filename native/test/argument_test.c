/* What the client looks at in its arguments, and what it leaves alone. */
#include "argument.h"
#include "harness.h"

#define ARGV(...) ((char *[]){(char[]){"carafe"}, __VA_ARGS__, NULL})
#define WORD(text) ((char[]){text})

static void check_rewritten(const char *path, const char *expected)
{
    char *rewritten = rewrite_path(path, 12);
    CHECK_STRING(rewritten == NULL ? path : rewritten, expected);
    free(rewritten);
}

static void paths_of_the_opener_name_the_process(void)
{
    check_rewritten("/dev/stdin", "/proc/12/fd/0");
    check_rewritten("/dev/stdout", "/proc/12/fd/1");
    check_rewritten("/dev/stderr", "/proc/12/fd/2");
    check_rewritten("/dev/fd/7", "/proc/12/fd/7");
    check_rewritten("/dev/fd/7/x", "/proc/12/fd/7/x");
    check_rewritten("/proc/self", "/proc/12");
    check_rewritten("/proc/self/fd/3", "/proc/12/fd/3");
    check_rewritten("/proc/thread-self/ns/net", "/proc/12/ns/net");
}

static void similar_paths_are_left_alone(void)
{
    const char *const paths[] = {"",          "/dev/stdin/x",    "/dev/stdinx",    "/dev/fdx",
                                 "/proc/12",  "/proc/selfish/x", "x/proc/self/fd", "dev/stdin",
                                 "/dev/null", "--bundle"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        check_rewritten(paths[i], paths[i]);
}

/* Rewritten words are allocated, the others are the caller's. */
static void release(char **rewritten, char *const *argv)
{
    for (size_t i = 0; argv[i] != NULL; i++) {
        if (rewritten[i] != argv[i])
            free(rewritten[i]);
    }
    free(rewritten);
}

static void words_and_option_values_are_rewritten(void)
{
    char **words =
        ARGV(WORD("--log"), WORD("/dev/stderr"), WORD("create"), WORD("--bundle=/proc/self/cwd"),
             WORD("-b"), WORD("/dev/fd/3"), WORD("a=/dev/stdin"));
    char **argv = arguments_rewrite(words, 12);
    CHECK_STRING(argv[2], "/proc/12/fd/2");
    CHECK_STRING(argv[4], "--bundle=/proc/12/cwd");
    CHECK_STRING(argv[6], "/proc/12/fd/3");
    CHECK_STRING(argv[7], "a=/dev/stdin");
    CHECK(argv[8] == NULL);
    release(argv, words);
}

static void arguments_of_the_containers_process_are_its_own(void)
{
    char **words =
        ARGV(WORD("exec"), WORD("--cwd"), WORD("/proc/self/cwd"), WORD("--cwd=/proc/self/cwd"),
             WORD("-p"), WORD("/dev/stdin"), WORD("-t"), WORD("--user"), WORD("0"), WORD("--trace"),
             WORD("/dev/stdout"), WORD("box"), WORD("cat"), WORD("/dev/stdin"));
    char **argv = arguments_rewrite(words, 12);
    CHECK_STRING(argv[3], "/proc/self/cwd");
    CHECK_STRING(argv[4], "--cwd=/proc/self/cwd");
    CHECK_STRING(argv[6], "/proc/12/fd/0");
    CHECK_STRING(argv[11], "/proc/12/fd/1");
    CHECK_STRING(argv[14], "/dev/stdin");
    release(argv, words);
}

static void log_options_are_found_before_the_command_only(void)
{
    struct log_target log = {.fd = -1};
    arguments_log(ARGV(WORD("--root"), WORD("--log"), WORD("--log=/a"), WORD("--log-format"),
                       WORD("json"), WORD("exec"), WORD("box"), WORD("--log"), WORD("/b")),
                  &log);
    CHECK_STRING(log.path, "/a");
    CHECK(log.format == LOG_JSON);
    arguments_log(ARGV(WORD("--log"), WORD("/c"), WORD("--log-format=text")), &log);
    CHECK_STRING(log.path, "/c");
    CHECK(log.format == LOG_TEXT);
    arguments_log(ARGV(WORD("-log"), WORD("journald:box"), WORD("-log-format=json")), &log);
    CHECK_STRING(log.path, "journald:box");
    CHECK(log.format == LOG_JSON);
}

static void option_without_its_value_is_no_harm(void)
{
    struct log_target log = {.fd = -1};
    arguments_log(ARGV(WORD("--log")), &log);
    CHECK(log.path == NULL);
    CHECK(arguments_engine_word(ARGV(WORD("--log"))) == ENGINE_WORD_NONE);
}

static void engine_words_are_found_behind_global_options(void)
{
    CHECK(arguments_engine_word(ARGV(WORD("engine"), WORD("start"))) == ENGINE_WORD_START);
    CHECK(arguments_engine_word(ARGV(WORD("engine"), WORD("serve"))) == ENGINE_WORD_SERVE);
    CHECK(arguments_engine_word(ARGV(WORD("--debug"), WORD("--root"), WORD("/r"), WORD("engine"),
                                     WORD("stop"))) == ENGINE_WORD_STOP);
    CHECK(arguments_engine_word(ARGV(WORD("--log=x"), WORD("engine"), WORD("status"))) ==
          ENGINE_WORD_STATUS);
    CHECK(arguments_engine_word(ARGV(WORD("create"), WORD("engine"), WORD("start"))) ==
          ENGINE_WORD_NONE);
    CHECK(arguments_engine_word(ARGV(WORD("engine"), WORD("start"), WORD("--help"))) ==
          ENGINE_WORD_NONE);
    CHECK(arguments_engine_word(ARGV(WORD("engine"))) == ENGINE_WORD_NONE);
}

static void commands_that_launch_are_found_behind_global_options(void)
{
    CHECK(arguments_launch(ARGV(WORD("run"), WORD("box"))));
    CHECK(arguments_launch(ARGV(WORD("--root"), WORD("/r"), WORD("--debug"), WORD("create"))));
    CHECK(!arguments_launch(ARGV(WORD("--root"), WORD("run"), WORD("start"), WORD("create"))));
    CHECK(!arguments_launch(ARGV(WORD("state"), WORD("run"))));
    CHECK(arguments_launch(ARGV(WORD("exec"), WORD("box"), WORD("state"))));
    CHECK(arguments_read_bundle(ARGV(WORD("--root"), WORD("/r"), WORD("restore"), WORD("box"))));
    CHECK(!arguments_read_bundle(ARGV(WORD("exec"), WORD("box"), WORD("run"))));
    CHECK(!arguments_read_bundle(ARGV(WORD("--log"))));
    CHECK(!arguments_launch(ARGV(WORD("--log"))));
}

const struct test argument_tests[] = {
    TEST(paths_of_the_opener_name_the_process),
    TEST(similar_paths_are_left_alone),
    TEST(words_and_option_values_are_rewritten),
    TEST(arguments_of_the_containers_process_are_its_own),
    TEST(log_options_are_found_before_the_command_only),
    TEST(option_without_its_value_is_no_harm),
    TEST(engine_words_are_found_behind_global_options),
    TEST(commands_that_launch_are_found_behind_global_options),
    {NULL, NULL},
};
