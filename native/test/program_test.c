#include <sys/mount.h>

#include "encode.h"
#include "harness.h"
#include "operation_table.h"

static struct encoder encoder;
static struct failure failure;

static void begin(void)
{
    encode_begin(&encoder, 4);
    encode(&encoder, 'H', OPERATION_open_tree, 1U, "/source", SOURCE_RECURSIVE);
    encode(&encoder, 'H', OPERATION_clone_init, (uint64_t)0, NO_SLOT);
}

static void end(void)
{
    encode(&encoder, 'I', OPERATION_execute, LIST("true", "a", ""));
    encode_end(&encoder);
}

/* That it does not decode, for that reason. */
static void refused(const char *reason)
{
    encode_end(&encoder);
    CHECK(program_decode(encoder.bytes, encoder.length, &failure) == NULL);
    CHECK(failure.kind == FAILURE_PROGRAM);
    CHECK_STRING(failure.detail, reason);
}

static void argumentsAreDecoded(void)
{
    static const uint32_t groups[] = {5, 6};
    begin();
    encode(&encoder, 'I', OPERATION_set_user, 1U, 2U, groups, 2U, 1U);
    end();
    struct program *program = decode_encoded(&encoder);
    CHECK(program->operation_count == 4 && program->slot_count == 4 && program->slots[3] == -1);
    const struct operation *open_tree = &program->operations[0];
    CHECK(open_tree->phase == 'H' && open_tree->arguments[0].u == 1);
    CHECK_STRING(open_tree->arguments[1].s, "/source");
    const struct operation *user = program_find(program, OPERATION_set_user);
    CHECK(user->index == 2 && user->arguments[2].n.count == 2 &&
          user->arguments[2].n.items[1] == 6);
    const struct operation *execute = program_find(program, OPERATION_execute);
    CHECK(execute->arguments[0].l.count == 3);
    CHECK_STRING(execute->arguments[0].l.items[1], "a");
    CHECK_STRING(execute->arguments[0].l.items[2], "");
    CHECK(execute->arguments[0].l.items[3] == NULL);
    CHECK(program_find(program, OPERATION_gate) == NULL);
    free(program);
}

static void eachOperationHasARuleForEachArgument(void)
{
#define OPERATION(name, number, phases, signature)                                                 \
    if (argument_rule_count(OPERATION_##name) != strlen(signature))                                \
        fail_test(__FILE__, __LINE__, #name);
#include "operations.def"
#undef OPERATION
}

static void everyTruncationIsRefused(void)
{
    begin();
    end();
    for (size_t length = 0; length < encoder.length; length++) {
        /* An allocation of just that size, so that a sanitizer sees a read past it. */
        uint8_t *cut = malloc(length == 0 ? 1 : length);
        uint32_t total = (uint32_t)length;
        memcpy(cut, encoder.bytes, length);
        if (length >= 12)
            memcpy(cut + 8, &total, sizeof(total));
        CHECK(program_decode(cut, length, &failure) == NULL);
        CHECK(failure.kind == FAILURE_PROGRAM);
        free(cut);
    }
}

static void bytesAfterTheLastOperationAreRefused(void)
{
    begin();
    end();
    encode_u32(&encoder, 0);
    refused("4 bytes after the last operation");
}

static void unknownOperationIsRefused(void)
{
    begin();
    encode_u32(&encoder, 9999 | (uint32_t)'I' << 16);
    encode_u32(&encoder, 0);
    encoder.operations++;
    end();
    refused("unknown: unknown operation");
    CHECK(failure.operation == 2);
}

static void wrongPhaseIsRefused(void)
{
    begin();
    encode(&encoder, 'L', OPERATION_pivot_root);
    end();
    refused("pivot_root: not allowed in this phase");
}

static void slotOutOfRangeIsRefused(void)
{
    begin();
    encode(&encoder, 'I', OPERATION_attach_mount, 4U, "/x", 0U);
    end();
    refused("attach_mount: slot out of range");
}

static void hugeListIsRefused(void)
{
    begin();
    encode_u32(&encoder, (uint32_t)OPERATION_execute | (uint32_t)'I' << 16);
    encode_u32(&encoder, 4);
    encode_u32(&encoder, UINT32_MAX);
    encoder.operations++;
    refused("execute: arguments do not fill their length");
}

static void nulInAStringIsRefused(void)
{
    begin();
    end();
    for (size_t i = 0; i < encoder.length; i++)
        if (memcmp(encoder.bytes + i, "/source", 7) == 0)
            encoder.bytes[i + 2] = '\0';
    refused("open_tree: arguments do not fill their length");
}

static void secondCloneIsRefused(void)
{
    begin();
    encode(&encoder, 'H', OPERATION_clone_init, (uint64_t)0, NO_SLOT);
    end();
    refused("clone_init: after clone_init");
}

static void initWithoutCloneIsRefused(void)
{
    encode_begin(&encoder, 4);
    end();
    refused("execute: before clone_init");
}

static void programThatDoesNotExecuteIsRefused(void)
{
    begin();
    encode(&encoder, 'I', OPERATION_pivot_root);
    refused("init does not end with execute");
}

static void operationAfterExecuteIsRefused(void)
{
    begin();
    end();
    encode(&encoder, 'I', OPERATION_pivot_root);
    refused("pivot_root: after execute");
}

static void sysctlsThatLeaveTheirDirectoryAreRefused(void)
{
    static const char *const paths[] = {"", "/a", "../a", "a/../b", "a//b", "a/.", "a/"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        begin();
        encode(&encoder, 'I', OPERATION_write_sysctl, paths[i], "1");
        end();
        refused("write_sysctl: not a path below /proc/sys");
    }
}

static void propagationIsOneKind(void)
{
    begin();
    encode(&encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SHARED | MS_PRIVATE));
    end();
    refused("set_root_propagation: not a propagation");
}

static void commitIsTheLastOfItsPhase(void)
{
    begin();
    encode(&encoder, 'L', OPERATION_commit, "/written", "/record");
    encode(&encoder, 'L', OPERATION_set_init_rlimit, 3U, (uint64_t)1, (uint64_t)1);
    end();
    refused("set_init_rlimit: after commit");
}

static void gateDoesNotGoWithACommit(void)
{
    begin();
    encode(&encoder, 'I', OPERATION_gate, 1U, 2U);
    encode(&encoder, 'L', OPERATION_commit, "/written", "/record");
    end();
    refused("gate: with commit");
}

const struct test program_tests[] = {
    TEST(commitIsTheLastOfItsPhase),
    TEST(gateDoesNotGoWithACommit),
    TEST(argumentsAreDecoded),
    TEST(eachOperationHasARuleForEachArgument),
    TEST(everyTruncationIsRefused),
    TEST(bytesAfterTheLastOperationAreRefused),
    TEST(unknownOperationIsRefused),
    TEST(wrongPhaseIsRefused),
    TEST(slotOutOfRangeIsRefused),
    TEST(hugeListIsRefused),
    TEST(nulInAStringIsRefused),
    TEST(secondCloneIsRefused),
    TEST(initWithoutCloneIsRefused),
    TEST(programThatDoesNotExecuteIsRefused),
    TEST(operationAfterExecuteIsRefused),
    TEST(sysctlsThatLeaveTheirDirectoryAreRefused),
    TEST(propagationIsOneKind),
    {NULL, NULL},
};
