/* The frame codec: what an engine may send is read back, everything else ends the session. */
#include "harness.h"
#include "session_frame.h"

/* The bytes of a frame by hand; the fields are the caller's. */
static struct writer frame_of(uint16_t type, uint16_t zero, const struct writer *payload)
{
    struct writer frame = {0};
    write_u32(&frame, (uint32_t)payload->length);
    write_u16(&frame, type);
    write_u16(&frame, zero);
    for (size_t i = 0; i < payload->length; i += 2) {
        unsigned int high = i + 1 < payload->length ? payload->bytes[i + 1] : 0;
        write_u16(&frame, (uint16_t)(payload->bytes[i] | high << 8));
    }
    frame.length = 8 + payload->length;
    return frame;
}

static int decode(const struct writer *frame, struct message *message)
{
    size_t size = 0;
    errno = 0;
    int result = message_decode(frame->bytes, frame->length, message, &size);
    CHECK(result != 1 || size == frame->length);
    return result;
}

static void every_field_of_an_encoded_message_is_read_back(void)
{
    struct writer frame = {0};
    struct message message;
    char *argv[] = {(char[]){"sh"}, (char[]){""}, (char[]){"\xff"}, NULL};
    CHECK(message_encode(&frame, MESSAGE_RUN_HOOK, "/bin/sh", argv, NULL, 1500U, "st\0te",
                         (size_t)5) == 0);
    CHECK(decode(&frame, &message) == 1 && message.type == MESSAGE_RUN_HOOK);
    CHECK_STRING(message.fields[0].s, "/bin/sh");
    CHECK(message.fields[1].l.count == 3 && message.fields[1].l.items[3] == NULL);
    CHECK_STRING(message.fields[1].l.items[0], "sh");
    CHECK_STRING(message.fields[1].l.items[1], "");
    CHECK_STRING(message.fields[1].l.items[2], "\xff");
    CHECK(message.fields[2].l.count == 0 && message.fields[2].l.items[0] == NULL);
    CHECK(message.fields[3].u == 1500);
    CHECK(message.fields[4].b.length == 5 && memcmp(message.fields[4].b.data, "st\0te", 5) == 0);
    message_free(&message);
    writer_free(&frame);
}

static void beginning_of_a_frame_is_not_yet_a_message(void)
{
    struct writer frame = {0};
    struct message message;
    CHECK(message_encode(&frame, MESSAGE_EXIT, 7U) == 0);
    for (size_t length = 0; length < frame.length; length++) {
        size_t size;
        CHECK(message_decode(frame.bytes, length, &message, &size) == 0);
    }
    CHECK(decode(&frame, &message) == 1 && message.fields[0].u == 7);
    writer_free(&frame);
}

static void expect_refused(uint16_t type, uint16_t zero, struct writer *payload)
{
    struct message message;
    struct writer frame = frame_of(type, zero, payload);
    CHECK(decode(&frame, &message) == -1 && errno == EPROTO);
    writer_free(&frame);
    writer_free(payload);
}

static void unknown_type_is_refused(void)
{
    expect_refused(999, 0, &(struct writer){0});
    expect_refused(0, 0, &(struct writer){0});
}

static void message_that_only_clients_send_is_refused(void)
{
    expect_refused(MESSAGE_READY, 0, &(struct writer){0});
}

static void nonzero_reserved_field_is_refused(void)
{
    struct writer payload = {0};
    write_u32(&payload, 1);
    expect_refused(MESSAGE_EXIT, 1, &payload);
}

static void bytes_left_over_are_refused(void)
{
    struct writer payload = {0};
    write_u32(&payload, 1);
    write_u16(&payload, 0);
    expect_refused(MESSAGE_EXIT, 0, &payload);
}

static void field_past_the_end_is_refused(void)
{
    struct writer payload = {0};
    write_u32(&payload, 1);
    write_u32(&payload, 100);
    expect_refused(MESSAGE_PRINT, 0, &payload);
}

static void list_longer_than_the_frame_is_refused_without_memory_for_it(void)
{
    struct writer payload = {0};
    write_u32(&payload, 0xffffffff);
    expect_refused(MESSAGE_RECOVERY, 0, &payload);
}

static void string_with_a_nul_inside_is_refused(void)
{
    struct writer payload = {0};
    write_u32(&payload, 1);
    write_bytes(&payload, "a\0c", 4);
    payload.bytes[4] = 3;
    write_u32(&payload, 0);
    write_u32(&payload, 0);
    expect_refused(MESSAGE_HELLO, 0, &payload);
}

static void payload_of_more_than_16_mib_is_refused_at_its_header(void)
{
    const uint8_t header[] = {1, 0, 0, 1, MESSAGE_PRINT, 0, 0, 0};
    struct message message;
    size_t size;
    CHECK(message_decode(header, sizeof(header), &message, &size) == -1 && errno == EPROTO);
}

static void payload_of_more_than_16_mib_is_not_sent(void)
{
    struct writer frame = {0};
    void *large = calloc(1, FRAME_MAX_PAYLOAD);
    CHECK(large != NULL);
    CHECK(message_encode(&frame, MESSAGE_HOOK_DONE, 0U, 0, large, (size_t)FRAME_MAX_PAYLOAD) == -1);
    CHECK(errno == EMSGSIZE);
    writer_free(&frame);
    free(large);
}

const struct test frame_tests[] = {
    TEST(every_field_of_an_encoded_message_is_read_back),
    TEST(beginning_of_a_frame_is_not_yet_a_message),
    TEST(unknown_type_is_refused),
    TEST(message_that_only_clients_send_is_refused),
    TEST(nonzero_reserved_field_is_refused),
    TEST(bytes_left_over_are_refused),
    TEST(field_past_the_end_is_refused),
    TEST(list_longer_than_the_frame_is_refused_without_memory_for_it),
    TEST(string_with_a_nul_inside_is_refused),
    TEST(payload_of_more_than_16_mib_is_refused_at_its_header),
    TEST(payload_of_more_than_16_mib_is_not_sent),
    {NULL, NULL},
};
