/* What single operations do in a container. */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "io.h"
#include "kernel.h"

static struct container container;

static void prepare(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
}

static const char *output_of(const char *script)
{
    encode_process(&container, LIST("sh", "-c", script));
    return container_output(&container);
}

static void bindMountOfATreeFromTheHostIsReadOnlyAllTheWay(void)
{
    container_prepare(&container);
    CHECK(mkdir(scratch_path("source"), 0755) == 0);
    CHECK(mkdir(scratch_path("source/below"), 0755) == 0);
    CHECK(mount("tmpfs", scratch_path("source/below"), "tmpfs", 0, NULL) == 0);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'H', OPERATION_open_tree, SLOT_FREE, scratch_path("source"), SOURCE_RECURSIVE);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(encoder, 'I', OPERATION_set_mount_attributes, SLOT_FREE, (uint64_t)KERNEL_ATTR_RDONLY,
           (uint64_t)0, (uint64_t)MS_PRIVATE, 1U);
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_FREE, "/made/target", 0U);
    CHECK_STRING(output_of("(echo > /made/target/a) 2>/dev/null || echo refused; "
                           "(echo > /made/target/below/a) 2>/dev/null || echo refused"),
                 "refused\nrefused\n");
}

static void bindMountOfAFileMakesAFile(void)
{
    container_prepare(&container);
    write_file(scratch_path("source"), "content");
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'H', OPERATION_open_tree, SLOT_FREE, scratch_path("source"), 0U);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_FREE, "/etc/made/file", 0U);
    CHECK_STRING(output_of("cat /etc/made/file"), "content");
}

static void copyUpKeepsWhatWasThere(void)
{
    prepare();
    CHECK(mkdir(scratch_path("root/data"), 01770) == 0 &&
          mkdir(scratch_path("root/data/d"), 0750) == 0);
    CHECK(chmod(scratch_path("root/data"), 01770) == 0);
    write_file(scratch_path("root/data/d/file"), "content");
    CHECK(chown(scratch_path("root/data/d/file"), 5, 6) == 0);
    CHECK(chmod(scratch_path("root/data/d/file"), 04751) == 0);
    CHECK(symlink("d/file", scratch_path("root/data/link")) == 0);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "tmpfs", "tmpfs", (uint64_t)0, LIST());
    encode(encoder, 'I', OPERATION_copy_up, SLOT_MOUNT, "/data");
    encode(encoder, 'I', OPERATION_copy_mode, SLOT_MOUNT, "/data");
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/data", 0U);
    CHECK_STRING(output_of("cat /data/link; stat -c ' %a %u %g' /data/d/file; stat -c '%a' /data/d "
                           "/data; echo x >/data/new"),
                 "content 4751 5 6\n750\n1770\n");
    CHECK(access(scratch_path("root/data/new"), F_OK) != 0);
}

static void remountChangesAnExistingMount(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_remount, "/dev", (uint64_t)KERNEL_ATTR_RDONLY,
           (uint64_t)0, LIST("size=128k"));
    CHECK_STRING(output_of("(echo > /dev/new) 2>/dev/null || echo refused; "
                           "grep ' /dev ' /proc/mounts | sed s/,inode64//"),
                 "refused\ntmpfs /dev tmpfs ro,nosuid,relatime,size=128k,mode=755 0 0\n");
}

static void overlayMayHaveMoreLayersThanAValueHasRoom(void)
{
    static char option[4096] = "lowerdir=";
    need_linux(6, 5); /* lowerdir+ */
    prepare();
    for (int i = 0; i < 12; i++) {
        char name[64];
        snprintf(name, sizeof(name), "root/layer-with-a-long-name-%02d", i);
        CHECK(mkdir(scratch_path(name), 0755) == 0);
        size_t length = strlen(option);
        snprintf(option + length, sizeof(option) - length, "%s%s", i == 0 ? "" : ":", name + 4);
        snprintf(name, sizeof(name), "root/layer-with-a-long-name-%02d/%d", i, i % 6);
        write_file(scratch_path(name), i < 6 ? "upper" : "lower");
    }
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "overlay", "overlay", (uint64_t)0,
           LIST(option));
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/merged", 0U);
    CHECK_STRING(output_of("ls /merged | tr '\\n' ' '; cat /merged/5"), "0 1 2 3 4 5 upper");
}

static void readOnlyRootStaysSo(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_set_mount_attributes, ROOT_SLOT,
           (uint64_t)KERNEL_ATTR_RDONLY, (uint64_t)0, (uint64_t)0, 0U);
    encode(&container.encoder, 'I', OPERATION_change_directory, "/etc", 0U);
    CHECK_STRING(output_of("pwd; (echo > /etc/new) 2>/dev/null || echo refused; echo > /dev/new"),
                 "/etc\nrefused\n");
}

static void consoleIsTheProcessesTerminal(void)
{
    container_prepare(&container);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", scratch_path("console"));
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0);
    CHECK(listen(listener, 1) == 0);
    encode(&container.encoder, 'H', OPERATION_connect_socket, SLOT_FREE, address.sun_path);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_open_console, SLOT_FREE, 25U, 80U);
    encode_process(&container,
                   LIST("sh", "-c", "tty; tty < /dev/console; cat; stat -c %F /dev/console"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    cleanup_fd int connection = accept(listener, NULL, NULL);
    char text[512];
    int master;
    ssize_t length = receive_with_fd(connection, text, sizeof(text), &master, 0);
    CHECK(length == 9 && memcmp(text, "/dev/ptmx", 9) == 0 && master >= 0);
    CHECK(container_start(&container, "{}"));
    CHECK(write(master, "in\n\004", 4) == 4);
    size_t filled = 0;
    while ((length = read(master, text + filled, sizeof(text) - 1 - filled)) > 0)
        filled += (size_t)length;
    text[filled] = '\0';
    /* The echo of the input may come between them. */
    CHECK(strstr(text, "/dev/pts/0\r\n") != NULL && strstr(text, "/dev/console\r\n") != NULL);
    CHECK(strstr(text, "character special file\r\n") != NULL);
    CHECK(container_wait(&container) == 0);
}

static void pidfdOfInitIsSent(void)
{
    container_prepare(&container);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", scratch_path("pidfd"));
    cleanup_fd int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0);
    CHECK(listen(listener, 1) == 0);
    encode(&container.encoder, 'H', OPERATION_connect_socket, SLOT_FREE, address.sun_path);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_send_pidfd, SLOT_FREE, "standard");
    encode_process(&container, LIST("sh", "-c", "exit 3"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_READY);
    cleanup_fd int connection = accept(listener, NULL, NULL);
    char text[64];
    int received;
    CHECK(receive_with_fd(connection, text, sizeof(text), &received, 0) == 8);
    CHECK(memcmp(text, "standard", 8) == 0 && received >= 0);
    CHECK(read(connection, text, sizeof(text)) == 0);
    struct pollfd ended = {.fd = received, .events = POLLIN};
    CHECK(poll(&ended, 1, 0) == 0);
    CHECK(container_start(&container, "{}"));
    CHECK(poll(&ended, 1, -1) == 1);
    CHECK(container_wait(&container) == 3 << 8);
    close_fd(received);
}

static void controlGroupIsJoined(void)
{
    container_prepare(&container);
    write_file(scratch_path("tasks"), "");
    encode(&container.encoder, 'H', OPERATION_open_file, SLOT_FREE, scratch_path("tasks"),
           (uint32_t)O_WRONLY);
    encode_host(&container, ALL_NAMESPACES);
    encode(&container.encoder, 'I', OPERATION_join_cgroup, SLOT_FREE);
    encode_filesystem(&container);
    CHECK_STRING(output_of("true"), "");
    CHECK_STRING(read_text(scratch_path("tasks")), "0");
}

static void namesAreSet(void)
{
    prepare();
    encode(&container.encoder, 'I', OPERATION_set_hostname, "box");
    encode(&container.encoder, 'I', OPERATION_set_domainname, "domain");
    encode(&container.encoder, 'I', OPERATION_session_keyring, "_ses.unit-test");
    CHECK_STRING(output_of("hostname; cat /proc/sys/kernel/domainname"), "box\ndomain\n");
}

static void linkIsCopiedInsteadOfMounted(void)
{
    container_prepare(&container);
    struct encoder *encoder = &container.encoder;
    CHECK(symlink("/etc/there", scratch_path("link")) == 0);
    encode(encoder, 'H', OPERATION_open_tree, SLOT_FREE, scratch_path("link"), SOURCE_NOFOLLOW);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_FREE, "/made/link", TARGET_COPY_LINK);
    CHECK_STRING(output_of("ls -l /made | grep -o 'link -> .*'"), "link -> /etc/there\n");
}

static void linkItselfIsMountedOn(void)
{
    container_prepare(&container);
    struct encoder *encoder = &container.encoder;
    CHECK(symlink("/etc/new", scratch_path("link")) == 0);
    CHECK(symlink("/etc/old", scratch_path("root/there")) == 0);
    encode(encoder, 'H', OPERATION_open_tree, SLOT_FREE, scratch_path("link"), SOURCE_NOFOLLOW);
    encode_host(&container, ALL_NAMESPACES);
    encode_filesystem(&container);
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_FREE, "/there", TARGET_ON_LINK);
    CHECK_STRING(output_of("ls -l /there | grep -o 'there -> .*'"), "there -> /etc/new\n");
}

static void ownNamespaceIsRefused(void)
{
    container_prepare(&container);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'H', OPERATION_open_namespace, SLOT_FREE, "/proc/self/ns/net",
           (uint32_t)CLONE_NEWNET);
    encode(encoder, 'H', OPERATION_refuse_own_namespace, SLOT_FREE, (uint32_t)CLONE_NEWNET);
    encode_host(&container, ALL_NAMESPACES);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) != 0);
    CHECK(container.failure.kind == FAILURE_UNSAFE);
}

const struct test operation_tests[] = {
    TEST(bindMountOfATreeFromTheHostIsReadOnlyAllTheWay),
    TEST(bindMountOfAFileMakesAFile),
    TEST(copyUpKeepsWhatWasThere),
    TEST(remountChangesAnExistingMount),
    TEST(overlayMayHaveMoreLayersThanAValueHasRoom),
    TEST(readOnlyRootStaysSo),
    TEST(consoleIsTheProcessesTerminal),
    TEST(pidfdOfInitIsSent),
    TEST(controlGroupIsJoined),
    TEST(namesAreSet),
    TEST(linkIsCopiedInsteadOfMounted),
    TEST(linkItselfIsMountedOn),
    TEST(ownNamespaceIsRefused),
    {NULL, NULL},
};
