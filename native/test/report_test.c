/* The client's own failures, in runc's log formats. */
#include "harness.h"
#include "report.h"

#include <unistd.h>

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

static void file_may_be_named_as_one(void)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "file:%s", scratch_path("log"));
    struct log_target log = {.path = path, .format = LOG_TEXT, .fd = -1};
    log_error(&log, "no engine");
    CHECK(strstr(read_text(scratch_path("log")), " level=error msg=\"no engine\"\n") != NULL);
}

static const char *datagram_of(const char *path, const char *message)
{
    static char text[512];
    size_t length = format_datagram(text, sizeof(text), path, 1763704800, message);
    CHECK(length == strlen(text));
    return text;
}

static void journal_has_fields(void)
{
    CHECK_STRING(datagram_of("journald:box", "no engine"),
                 "PRIORITY=3\nSYSLOG_FACILITY=3\nSYSLOG_IDENTIFIER=box\nMESSAGE=no engine\n");
    CHECK(strstr(datagram_of("journald:", "x"), "SYSLOG_IDENTIFIER=carafe\n") != NULL);
}

static void syslog_has_its_line(void)
{
    char expected[128];
    setenv("TZ", "UTC0", 1);
    tzset();
    (void)snprintf(expected, sizeof(expected), "<27>Nov 21 06:00:00 box[%d]: no engine",
                   (int)getpid());
    CHECK_STRING(datagram_of("syslog:box", "no engine"), expected);
}

static void datagram_is_cut_where_its_room_ends(void)
{
    char text[32];
    CHECK(format_datagram(text, sizeof(text), "journald:box", 0, "no engine") == 31);
    CHECK(format_datagram(text, sizeof(text), "/var/log/box", 0, "no engine") == 0);
}

static void log_that_nobody_listens_to_is_a_problem(void)
{
    struct problem problem = {.text = ""};
    struct log_target log = {.path = "file:/nonexistent/log", .fd = -1};
    CHECK(log_open(&log, &problem) == -1);
    CHECK_STRING(problem.text, "--log: open /nonexistent/log: No such file or directory");
    log.path = "file:";
    CHECK(log_open(&log, &problem) == -1);
    CHECK(log.fd == -1);
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
    TEST(file_may_be_named_as_one),
    TEST(journal_has_fields),
    TEST(syslog_has_its_line),
    TEST(datagram_is_cut_where_its_room_ends),
    TEST(log_that_nobody_listens_to_is_a_problem),
    TEST(problem_has_the_errno_at_its_end),
    {NULL, NULL},
};
