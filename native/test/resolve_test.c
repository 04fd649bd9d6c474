#include "resolve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"

static int make_root(void)
{
    CHECK(mkdir(scratch_path("root"), 0755) == 0 && mkdir(scratch_path("root/dir"), 0755) == 0);
    return open(scratch_path("root"), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool exists(const char *path)
{
    struct stat status;
    return lstat(scratch_path(path), &status) == 0;
}

static void link_to(const char *content, const char *path)
{
    CHECK(symlink(content, scratch_path(path)) == 0);
}

static void missingDirectoriesAreMade(void)
{
    int root = make_root();
    CHECK(open_or_make(root, "/a/b//./c/", MADE_DIRECTORY, 0755, RESOLVE_FOLLOW) >= 0);
    CHECK(exists("root/a/b/c"));
    CHECK(open_or_make(root, "x/file", MADE_FILE, 0644, RESOLVE_FOLLOW) >= 0);
    struct stat status;
    CHECK(stat(scratch_path("root/x/file"), &status) == 0 && S_ISREG(status.st_mode));
}

static void manyMissingDirectoriesAreMade(void)
{
    char path[4096] = "";
    for (int i = 0; i < 200; i++)
        strcat(path, "/d");
    CHECK(open_or_make(make_root(), path, MADE_DIRECTORY, 0755, RESOLVE_FOLLOW) >= 0);
}

static void dotDotStaysInTheRoot(void)
{
    int root = make_root();
    CHECK(open_or_make(root, "../../../outside", MADE_DIRECTORY, 0755, RESOLVE_FOLLOW) >= 0);
    CHECK(exists("root/outside") && !exists("outside"));
}

static void linksStayInTheRoot(void)
{
    int root = make_root();
    link_to("/made/here", "root/absolute");
    link_to("../../../../relative", "root/dir/up");
    CHECK(open_or_make(root, "absolute/x", MADE_DIRECTORY, 0755, RESOLVE_FOLLOW) >= 0);
    CHECK(open_or_make(root, "dir/up", MADE_FILE, 0644, RESOLVE_FOLLOW) >= 0);
    CHECK(exists("root/made/here/x") && exists("root/relative") && !exists("relative"));
}

static void linksAreRefusedWhereNoneMayBe(void)
{
    int root = make_root();
    link_to("dir", "root/link");
    link_to("absent", "root/dangling");
    CHECK(open_or_make(root, "link", MADE_DIRECTORY, 0755, RESOLVE_REFUSE) == -1 && errno == ELOOP);
    CHECK(open_or_make(root, "link/a", MADE_DIRECTORY, 0755, RESOLVE_REFUSE) == -1 &&
          errno == ELOOP);
    CHECK(open_or_make(root, "dangling", MADE_DIRECTORY, 0755, RESOLVE_REFUSE) == -1 &&
          errno == ELOOP);
    CHECK(!exists("root/absent") && !exists("root/dir/a"));
}

static void circlesOfLinksEnd(void)
{
    int root = make_root();
    link_to("b", "root/a");
    link_to("a", "root/b");
    link_to("self/x", "root/self");
    CHECK(open_or_make(root, "a", MADE_FILE, 0644, RESOLVE_FOLLOW) == -1 && errno == ELOOP);
    CHECK(open_or_make(root, "self", MADE_FILE, 0644, RESOLVE_FOLLOW) == -1 && errno == ELOOP);
}

static void fileWhereADirectoryIsDueIsAnError(void)
{
    int root = make_root();
    write_file(scratch_path("root/file"), "");
    CHECK(open_or_make(root, "file/x", MADE_DIRECTORY, 0755, RESOLVE_FOLLOW) == -1 &&
          errno == ENOTDIR);
}

static void parentIsMadeAndTheNameIsLeftAlone(void)
{
    int root = make_root();
    char name[NAME_MAX + 1];
    CHECK(open_parent(root, "/new/deep/name/", name) >= 0);
    CHECK_STRING(name, "name");
    CHECK(exists("root/new/deep") && !exists("root/new/deep/name"));
    CHECK(open_parent(root, "name", name) >= 0);
    CHECK(open_parent(root, "a/..", name) == -1 && errno == EINVAL);
    CHECK(open_parent(root, "/", name) == -1 && errno == EINVAL);
}

static void magicLinksLeadNowhere(void)
{
    int root = open("/", O_PATH | O_DIRECTORY);
    char path[64];
    int host = open("/etc", O_RDONLY | O_DIRECTORY);
    snprintf(path, sizeof(path), "/proc/%d/fd/%d/passwd", (int)getpid(), host);
    CHECK(open_in_root(root, path, O_PATH, RESOLVE_FOLLOW) == -1 && errno == ELOOP);
    CHECK(open_or_make(root, path, MADE_FILE, 0644, RESOLVE_FOLLOW) == -1 && errno == ELOOP);
}

static void overlongPathsAreErrors(void)
{
    static char path[8192];
    int root = make_root();
    memset(path, 'a', sizeof(path) - 1);
    CHECK(open_or_make(root, path, MADE_FILE, 0644, RESOLVE_FOLLOW) == -1 && errno == ENAMETOOLONG);
    path[300] = '\0';
    CHECK(open_or_make(root, path, MADE_FILE, 0644, RESOLVE_FOLLOW) == -1 && errno == ENAMETOOLONG);
}

const struct test resolve_tests[] = {
    TEST(missingDirectoriesAreMade),
    TEST(manyMissingDirectoriesAreMade),
    TEST(dotDotStaysInTheRoot),
    TEST(linksStayInTheRoot),
    TEST(linksAreRefusedWhereNoneMayBe),
    TEST(circlesOfLinksEnd),
    TEST(fileWhereADirectoryIsDueIsAnError),
    TEST(parentIsMadeAndTheNameIsLeftAlone),
    TEST(magicLinksLeadNowhere),
    TEST(overlongPathsAreErrors),
    {NULL, NULL},
};
