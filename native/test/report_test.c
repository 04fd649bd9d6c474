/* The client's own failures, in runc's log formats. */
#include "harness.h"
#include "report.h"

static const char *line_of(enum log_format format, const char *message)
{
    static char line[65536];
    size_t length = format_log_line(line, sizeof(line) - 1, format, 1763704800, "error", message);
    line[length] = '\0';
    return line;
}

static void json_line_has_runcs_fields(void)
{
    CHECK_STRING(line_of(LOG_JSON, "no engine"),
                 "{\"level\":\"error\",\"msg\":\"no engine\",\"time\":\"2025-11-21T06:00:00Z\"}\n");
}

static void text_line_has_runcs_fields(void)
{
    CHECK_STRING(line_of(LOG_TEXT, "no engine"),
                 "time=\"2025-11-21T06:00:00Z\" level=error msg=\"no engine\"\n");
}

static void quotes_controls_and_broken_utf8_are_escaped(void)
{
    CHECK_STRING(line_of(LOG_TEXT, "\"\\\n\t\x7f\xc3\xa4\xc3z\xff"),
                 "time=\"2025-11-21T06:00:00Z\" level=error "
                 "msg=\"\\\"\\\\\\n\\u0009\\u007f\xc3\xa4\\ufffdz\\ufffd\"\n");
}

static void line_that_would_be_cut_at_the_end_of_its_room_stays_inside(void)
{
    char line[64];
    memset(line, 'x', sizeof(line));
    size_t length =
        format_log_line(line, 32, LOG_JSON, 0, "error", "a long message that cannot fit");
    CHECK(length < 32);
    CHECK(line[32] == 'x');
}

static void log_file_is_made_and_appended_to(void)
{
    struct log_target log = {.path = scratch_path("log"), .format = LOG_TEXT, .fd = -1};
    log_append(&log, "one\n", 4);
    log_append(&log, "two\n", 4);
    CHECK_STRING(read_text(scratch_path("log")), "one\ntwo\n");
}

static void problem_has_the_errno_at_its_end(void)
{
    struct problem problem;
    errno = ENOENT;
    CHECK(problem_errno(&problem, "open: %s", "/x") == -1);
    CHECK_STRING(problem.text, "open: /x: No such file or directory");
}

const struct test report_tests[] = {
    TEST(json_line_has_runcs_fields),
    TEST(text_line_has_runcs_fields),
    TEST(quotes_controls_and_broken_utf8_are_escaped),
    TEST(line_that_would_be_cut_at_the_end_of_its_room_stays_inside),
    TEST(log_file_is_made_and_appended_to),
    TEST(problem_has_the_errno_at_its_end),
    {NULL, NULL},
};
