/* The terminal relay on a pty of its own; docs/protocol.md says what it is part of. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include "harness.h"
#include "relay.h"

struct setup {
    struct relay relay;
    int slave;
    int input;
    int output;
};

static void start(struct setup *setup)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    setup->slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    struct termios mode;
    CHECK(setup->slave >= 0 && tcgetattr(setup->slave, &mode) == 0);
    mode.c_lflag &= ~(tcflag_t)ECHO;
    mode.c_oflag &= ~(tcflag_t)OPOST;
    CHECK(tcsetattr(setup->slave, TCSANOW, &mode) == 0);
    int in[2], out[2];
    CHECK(pipe(in) == 0 && pipe(out) == 0);
    setup->input = in[1];
    setup->output = out[0];
    relay_start(&setup->relay, master, in[0], out[1]);
    close(out[1]);
}

/* As the client's loop does; the number of waits that came to something. */
static int turn(struct setup *setup, int rounds)
{
    int busy = 0;
    for (int i = 0; i < rounds; i++) {
        struct pollfd set[RELAY_POLLED];
        relay_poll(&setup->relay, set);
        busy += poll(set, RELAY_POLLED, 20) > 0;
        relay_move(&setup->relay, set);
    }
    return busy;
}

static void check_read(int fd, const char *expected)
{
    char text[256];
    struct pollfd set = {.fd = fd, .events = POLLIN};
    CHECK(poll(&set, 1, 1000) == 1);
    ssize_t count = read(fd, text, sizeof(text) - 1);
    CHECK(count >= 0);
    text[count] = '\0';
    CHECK_STRING(text, expected);
}

static void bytes_go_both_ways(void)
{
    struct setup setup;
    start(&setup);
    CHECK(write(setup.input, "in\n", 3) == 3 && write(setup.slave, "out", 3) == 3);
    turn(&setup, 4);
    check_read(setup.slave, "in\n");
    check_read(setup.output, "out");
}

static void end_of_input_is_told_to_a_container_that_reads_lines(void)
{
    struct setup setup;
    start(&setup);
    CHECK(write(setup.input, "half", 4) == 4);
    close(setup.input);
    turn(&setup, 6);
    check_read(setup.slave, "half");
    check_read(setup.slave, "");
}

static void console_that_nobody_has_open_is_not_polled_and_comes_back(void)
{
    struct setup setup;
    start(&setup);
    const char *name = ptsname(setup.relay.master);
    close(setup.slave);
    CHECK(turn(&setup, 10) <= 1 + 10 / 2);
    struct pollfd set[RELAY_POLLED];
    setup.relay.hung_up = true;
    relay_poll(&setup.relay, set);
    CHECK(set[0].fd == -1);
    setup.slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(setup.slave >= 0 && write(setup.slave, "again", 5) == 5);
    turn(&setup, 4);
    check_read(setup.output, "again");
}

static void output_without_a_reader_is_dropped_so_that_the_container_goes_on(void)
{
    struct setup setup;
    start(&setup);
    (void)signal(SIGPIPE, SIG_IGN);
    close(setup.output);
    for (int i = 0; i < 64; i++) {
        CHECK(write(setup.slave, (char[1024]){0}, 1024) == 1024);
        turn(&setup, 2);
    }
    CHECK(setup.relay.output == -1);
}

static void output_is_drained_to_its_end(void)
{
    struct setup setup;
    start(&setup);
    CHECK(write(setup.slave, "last words", 10) == 10);
    close(setup.slave);
    CHECK(relay_drain(&setup.relay));
    check_read(setup.output, "last words");
}

static void output_that_nobody_reads_for_a_while_is_not_lost(void)
{
    struct setup setup;
    start(&setup);
    /* What is in the pipe before the relay's comes to it. */
    static char filling[4096];
    int pipe_end = setup.relay.output;
    size_t filled = 0;
    for (ssize_t count = 1; count > 0; filled += count > 0 ? (size_t)count : 0)
        count = write(pipe_end, filling, sizeof(filling));
    CHECK(write(setup.slave, "last words", 10) == 10);
    close(setup.slave);
    CHECK(!relay_drain(&setup.relay));
    for (size_t taken = 0; taken < filled;) {
        ssize_t count = read(setup.output, filling, sizeof(filling));
        CHECK(count > 0);
        taken += (size_t)count;
    }
    CHECK(relay_drain(&setup.relay));
    check_read(setup.output, "last words");
}

const struct test relay_tests[] = {
    TEST(bytes_go_both_ways),
    TEST(end_of_input_is_told_to_a_container_that_reads_lines),
    TEST(console_that_nobody_has_open_is_not_polled_and_comes_back),
    TEST(output_without_a_reader_is_dropped_so_that_the_container_goes_on),
    TEST(output_is_drained_to_its_end),
    TEST(output_that_nobody_reads_for_a_while_is_not_lost),
    {NULL, NULL},
};
