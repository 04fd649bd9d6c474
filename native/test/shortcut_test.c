/* What an engine wrote of a container is read back, and nothing else is; and which command lines
 * are plain. */
#include "shortcut.h"

#include <signal.h>

#include "harness.h"
#include "shortcut_request.h"

/* The same bytes as in ShortcutLineTest of the engine. */
static const char sample[] =
    "\x73\x68\x6f\x72\x74\x63\x75\x74\x20\x01\x00\x00\x00\x2a\x00\x00\x00\x07\x00\x00"
    "\x00\x00\x00\x00\x00\x05\x00\x00\x00\x02\x00\x00\x00\x2f\x66\x00\x02\x00\x00\x00"
    "\x63\x1b\x6e\x02\x00\x00\x00\x72\x1b\x65\x01\x00\x00\x00\x73\x01\x00\x00\x00\x67"
    "\x02\x00\x00\x00\x02\x00\x00\x00\x2f\x61\x00\x02\x00\x00\x00\x2f\x62\x00";
#define SAMPLE_LENGTH (sizeof(sample) - 1)

/* A journal that ends with the sample, perhaps cut and damaged, in memory of that very size. */
static int decode(const char *before, size_t length, const char *after, struct shortcut *shortcut)
{
    size_t total = strlen(before) + length + strlen(after);
    static uint8_t *journal;
    free(journal);
    journal = malloc(total + 1);
    CHECK(journal != NULL);
    memcpy(journal, before, strlen(before));
    memcpy(journal + strlen(before), sample, length);
    memcpy(journal + strlen(before) + length, after, strlen(after));
    return shortcut_decode(journal, total, shortcut);
}

static void isReadBack(void)
{
    struct shortcut shortcut;
    CHECK(decode("{\"action\":\"create\"}\n", SAMPLE_LENGTH, "\n", &shortcut) == 0);
    CHECK(shortcut.pid == 42 && shortcut.start_time == 7);
    CHECK(shortcut.abilities == (SHORTCUT_START | SHORTCUT_DELETE));
    CHECK_STRING(shortcut.freezer, "/f");
    CHECK(shortcut.created.length == 2 && memcmp(shortcut.created.data, "c\n", 2) == 0);
    CHECK(shortcut.running.length == 2 && memcmp(shortcut.running.data, "r\x1b", 2) == 0);
    CHECK(shortcut.stopped.length == 1 && shortcut.stopped.data[0] == 's');
    CHECK(shortcut.gate.length == 1 && shortcut.gate.data[0] == 'g');
    CHECK(shortcut.cgroup_count == 2);
    CHECK_STRING(shortcut.cgroups[0], "/a");
    CHECK_STRING(shortcut.cgroups[1], "/b");
    CHECK(decode("", SAMPLE_LENGTH, "\n", &shortcut) == 0);
}

static void countsOnlyAsTheLastLineAndWhole(void)
{
    struct shortcut shortcut;
    CHECK(decode("", SAMPLE_LENGTH, "", &shortcut) != 0);
    CHECK(decode("", SAMPLE_LENGTH, "\n{}\n", &shortcut) != 0);
    CHECK(decode("", SAMPLE_LENGTH, "\n{", &shortcut) != 0);
    CHECK(decode("x", SAMPLE_LENGTH, "\n", &shortcut) != 0);
    for (size_t length = 0; length < SAMPLE_LENGTH; length++)
        CHECK(decode("", length, "\n", &shortcut) != 0);
    CHECK(decode("", SAMPLE_LENGTH, "x\n", &shortcut) != 0);
    CHECK(decode("", SAMPLE_LENGTH, "\x1b\n", &shortcut) != 0);
    CHECK(decode("", SAMPLE_LENGTH, "\x1bx\n", &shortcut) != 0);
}

/* The sample with another byte at that place. */
static int decode_with(size_t at, char byte)
{
    struct shortcut shortcut;
    uint8_t journal[SAMPLE_LENGTH + 1];
    memcpy(journal, sample, SAMPLE_LENGTH);
    journal[SAMPLE_LENGTH] = '\n';
    journal[at] = (uint8_t)byte;
    return shortcut_decode(journal, sizeof(journal), &shortcut);
}

static void whatIsNotOneIsRefused(void)
{
    const size_t payload = strlen("shortcut ");
    CHECK(decode_with(0, 'S') != 0);
    /* another format, no process, a path that is not absolute */
    CHECK(decode_with(payload, 2) != 0);
    CHECK(decode_with(payload + 4, 0) != 0);
    CHECK(decode_with(payload + 7, '\xff') != 0);
    CHECK(decode_with(SAMPLE_LENGTH - 3, 'b') != 0);
    for (size_t i = 0; i < SAMPLE_LENGTH; i++)
        for (int byte = 0; byte < 256; byte++)
            (void)decode_with(i, (char)byte);
}

static bool reads(struct shortcut_request *request, char *const *words)
{
    /* The request points to its words. */
    static char storage[16][32];
    char *argv[17] = {(char[]){"carafe"}};
    char *environment[] = {NULL};
    for (size_t i = 0; words[i] != NULL; i++) {
        CHECK(snprintf(storage[i], sizeof(storage[i]), "%s", words[i]) < 32);
        argv[i + 1] = storage[i];
    }
    struct invocation invocation = {
        .rewritten = argv, .environment = environment, .cwd = (char[]){"/here"}};
    return shortcut_request_read(request, argv, &invocation);
}

#define WORDS(...) ((char *const[]){__VA_ARGS__, NULL})
#define W(text) ((char[]){text})

static void plainCommandLinesAreRead(void)
{
    struct shortcut_request request;
    CHECK(reads(&request, WORDS(W("state"), W("c1"))));
    CHECK(request.command == SHORTCUT_COMMAND_STATE);
    CHECK_STRING(request.id, "c1");
    CHECK_STRING(request.root, "/run/carafe/containers");
    CHECK(reads(&request, WORDS(W("--root"), W("/r"), W("--log"), W("/l"), W("--log-format"),
                                W("json"), W("--systemd-cgroup"), W("kill"), W("c1"), W("9"))));
    CHECK(request.command == SHORTCUT_COMMAND_KILL && request.signal == SIGKILL);
    CHECK_STRING(request.root, "/r");
    CHECK(reads(&request, WORDS(W("--root=r/./s"), W("kill"), W("c1"))));
    CHECK(request.signal == SIGTERM);
    CHECK_STRING(request.root, "/here/r/./s");
    CHECK(reads(&request, WORDS(W("delete"), W("--force"), W("c1"))));
    CHECK(request.command == SHORTCUT_COMMAND_DELETE && request.force);
    CHECK(reads(&request, WORDS(W("delete"), W("c1"))) && !request.force);
    CHECK(reads(&request, WORDS(W("start"), W("c1"))));
    CHECK(request.command == SHORTCUT_COMMAND_START);
    CHECK(reads(&request, WORDS(W("finish"), W("c1"))));
    CHECK(request.command == SHORTCUT_COMMAND_FINISH && !request.force);
    CHECK(!reads(&request, WORDS(W("finish"), W("c1"), W("--status"), W("0"))));
}

static void anythingElseIsTheEngines(void)
{
    struct shortcut_request request;
    CHECK(!reads(&request, WORDS(W("list"))));
    CHECK(!reads(&request, WORDS(W("state"))));
    CHECK(!reads(&request, WORDS(W("state"), W("c1"), W("c2"))));
    CHECK(!reads(&request, WORDS(W("state"), W("--help"))));
    CHECK(!reads(&request, WORDS(W("state"), W(".."))));
    CHECK(!reads(&request, WORDS(W("state"), W("a/b"))));
    CHECK(!reads(&request, WORDS(W("state"), W(""))));
    CHECK(!reads(&request, WORDS(W("--debug"), W("state"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("--log-format"), W("xml"), W("state"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("--root"), W("/"), W("state"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("--root"), W("./."), W("state"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("--root"), W("/a/../b"), W("state"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("--root"))));
    CHECK(!reads(&request, WORDS(W("kill"), W("--all"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("kill"), W("c1"), W("NONE"))));
    CHECK(!reads(&request, WORDS(W("delete"), W("--regex"), W("c1"))));
    CHECK(!reads(&request, WORDS(W("start"), W("--"), W("c1"))));
}

static void signalsAreNumbersOrNames(void)
{
    CHECK(shortcut_signal("9") == 9 && shortcut_signal("0") == 0 && shortcut_signal("064") == 64);
    CHECK(shortcut_signal("KILL") == SIGKILL && shortcut_signal("sigterm") == SIGTERM);
    CHECK(shortcut_signal("65") == -1 && shortcut_signal("9x") == -1);
    CHECK(shortcut_signal("SIG") == -1 && shortcut_signal("") == -1 && shortcut_signal("-9") == -1);
    CHECK(shortcut_signal("0000009") == -1 && shortcut_signal("RTMIN+1") == -1);
}

const struct test shortcut_tests[] = {
    TEST(isReadBack),
    TEST(countsOnlyAsTheLastLineAndWhole),
    TEST(whatIsNotOneIsRefused),
    TEST(plainCommandLinesAreRead),
    TEST(anythingElseIsTheEngines),
    TEST(signalsAreNumbersOrNames),
    {NULL, NULL},
};
