#include "passwd.h"

#include "harness.h"
#include "io.h"

/* The home in that text, "" when there is none. */
static const char *home_of(const char *text, size_t length, uid_t uid)
{
    static char home[64];
    home[0] = '\0';
    cleanup_fd int fd = memory_file("passwd", text, length);
    CHECK(fd >= 0);
    int found = passwd_home(fd, uid, home, sizeof(home));
    CHECK(found == (home[0] != '\0'));
    return home;
}

static const char *home_in(const char *text, uid_t uid)
{
    return home_of(text, strlen(text), uid);
}

static void homeIsFound(void)
{
    CHECK_STRING(home_in("root:x:0:0:r:/root:/bin/sh\nme:x:7:7::/me:/bin/sh\n", 7), "/me");
    CHECK_STRING(home_in("me:x:7:7::/me", 7), "/me");
    CHECK_STRING(home_in("a:x:7:7::/first:\nb:x:7:7::/second:\n", 7), "/first");
    CHECK_STRING(home_in("me:x:4294967294:7::/me:\n", 4294967294U), "/me");
}

static void malformedLinesArePassedOver(void)
{
    CHECK_STRING(home_in("", 0), "");
    CHECK_STRING(home_in("\n\n:::::\nx\n", 0), "");
    CHECK_STRING(home_in("me:x:+0:0::/bad:\nme:x: 0:0::/bad:\nme:x::0::/bad:\n", 0), "");
    CHECK_STRING(home_in("me:x:0:0::relative:\n", 0), "");
    CHECK_STRING(home_in("me:x:4294967296:0::/overflow:\n", 0), "");
    CHECK_STRING(home_of("me:x:0:0::/a\0b:\n", 17, 0), "");
}

static void longLinesArePassedOver(void)
{
    static char text[40000];
    memset(text, 'a', sizeof(text));
    memcpy(text + 30000, "\nme:x:7:7::/me:\n", 16);
    CHECK_STRING(home_of(text, sizeof(text), 7), "/me");
    memcpy(text, "me:x:7:7::/long:", 16);
    memset(text + 30000, 'a', 16);
    CHECK_STRING(home_of(text, sizeof(text), 7), "");
}

static void homeThatDoesNotFitIsNone(void)
{
    char text[256];
    snprintf(text, sizeof(text), "me:x:7:7::/%0100d:\n", 0);
    CHECK_STRING(home_in(text, 7), "");
}

const struct test passwd_tests[] = {
    TEST(homeIsFound),
    TEST(malformedLinesArePassedOver),
    TEST(longLinesArePassedOver),
    TEST(homeThatDoesNotFitIsNone),
    {NULL, NULL},
};
