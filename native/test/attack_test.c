/* Hostile root filesystems: what they try must fail, or stay inside. */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "container.h"
#include "harness.h"
#include "io.h"

static struct container container;

static void prepare(void)
{
    container_prepare(&container);
    encode_host(&container, ALL_NAMESPACES);
}

static void link_in_root(const char *content, const char *path)
{
    char full[1024];
    snprintf(full, sizeof(full), "%s/%s", container.root, path);
    CHECK(symlink(content, full) == 0);
}

static bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

/* That the program so far, with a process, fails as unsafe and says why. */
static void refused(const char *detail)
{
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_FAILED);
    CHECK_STRING(container.failure.detail, detail);
    CHECK(container.failure.kind == FAILURE_UNSAFE);
}

/* CVE-2019-16884, CVE-2019-19921, CVE-2023-27561 */
static void procThatIsALinkIsRefused(void)
{
    prepare();
    link_in_root("etc", "proc");
    encode_filesystem(&container);
    refused("/proc: leads over a symbolic link");
}

static void procThatIsADanglingLinkIsRefused(void)
{
    prepare();
    link_in_root("absent", "proc");
    encode_filesystem(&container);
    refused("/proc: leads over a symbolic link");
    CHECK(!exists(scratch_path("root/absent")));
}

static void sysThatIsAFileIsRefused(void)
{
    prepare();
    write_file(scratch_path("root/sys"), "");
    encode_filesystem(&container);
    refused("/sys: not a directory");
}

/* CVE-2025-54867 and others: a mount that would hide parts of procfs. */
static void mountOnAProcfsIsRefused(void)
{
    prepare();
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "tmpfs", "tmpfs", (uint64_t)0,
           LIST());
    encode(&container.encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/proc/sys", 0U);
    refused("/proc/sys: on a procfs");
}

static void mountOnTheRootIsRefused(void)
{
    prepare();
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "tmpfs", "tmpfs", (uint64_t)0,
           LIST());
    encode(&container.encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/etc/../..", 0U);
    refused("/etc/../..: the root of the container");
}

/* CVE-2021-30465, CVE-2024-45310 */
static void mountTargetThatIsALinkStaysInside(void)
{
    char outside[512];
    prepare();
    snprintf(outside, sizeof(outside), "%s", scratch_path("outside"));
    link_in_root(outside, "data");
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, "tmpfs", "tmpfs", (uint64_t)0,
           LIST());
    encode(&container.encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, "/data", 0U);
    encode_process(&container, LIST("sh", "-c", "test -d /data && echo inside"));
    CHECK_STRING(container_output(&container), "inside\n");
    CHECK(!exists(outside));
}

/* CVE-2026-41579 and its kin: /dev leads elsewhere. */
static void deviceIsNotMadeOutside(void)
{
    prepare();
    CHECK(mkdir(scratch_path("outside"), 0755) == 0);
    link_in_root(scratch_path("outside"), "dev");
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_make_device, "/dev/zero", (uint32_t)'c', 1U, 5U, 0666U, 0U, 0U);
    encode(encoder, 'I', OPERATION_make_symlink, "x", "/dev/link", 0U);
    encode(encoder, 'I', OPERATION_pivot_root);
    encode_process(&container, LIST("true"));
    CHECK_STRING(container_output(&container), "");
    CHECK(!exists(scratch_path("outside/zero")) && !exists(scratch_path("outside/link")));
}

static void otherFileAtADevicesPathIsRefused(void)
{
    prepare();
    CHECK(mkdir(scratch_path("root/dev"), 0755) == 0);
    CHECK(mknod(scratch_path("root/dev/zero"), S_IFCHR | 0666, makedev(1, 9)) == 0);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_make_device, "/dev/zero", (uint32_t)'c', 1U, 5U, 0666U, 0U, 0U);
    encode(encoder, 'I', OPERATION_pivot_root);
    refused("/dev/zero: device 1:9, not 1:5");
}

/* CVE-2025-31133: the container's /dev/null is not what masks. */
static void masksDoNotUseTheContainersNullDevice(void)
{
    prepare();
    write_file(scratch_path("root/etc/secret"), "secret");
    write_file(scratch_path("root/etc/fake"), "fake");
    encode_filesystem(&container);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_make_symlink, "/etc/fake", "/dev/null", 1U);
    encode(encoder, 'I', OPERATION_mask_path, "/etc/secret");
    encode_process(&container, LIST("sh", "-c", "cat /etc/secret; stat -c %t:%T /etc/secret"));
    CHECK_STRING(container_output(&container), "1:3\n");
}

/* CVE-2024-21626 */
static void workingDirectoryThroughADescriptorIsRefused(void)
{
    prepare();
    CHECK(open("/", O_RDONLY | O_DIRECTORY) >= 0);
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_change_directory, "/proc/self/fd/1/../..", 0U);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == 0 && container_next(&container) == LAUNCH_FAILED);
    CHECK_STRING(container.failure.detail, "chdir: /proc/self/fd/1/../..");
}

static void consoleNeedsARealDevpts(void)
{
    prepare();
    int socket_path = open(scratch_path("root/etc/x"), O_CREAT | O_RDWR, 0644);
    CHECK(socket_path >= 0);
    struct encoder *encoder = &container.encoder;
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container.root, NO_SLOT);
    encode(encoder, 'I', OPERATION_make_device, "/dev/pts/ptmx", (uint32_t)'c', 5U, 2U, 0666U, 0U,
           0U);
    encode(encoder, 'I', OPERATION_pivot_root);
    encode(encoder, 'I', OPERATION_open_console, SLOT_FREE, 0U, 0U);
    refused("/dev/pts/ptmx: not on a devpts");
}

static void namespaceFileOfAnotherKindIsRefused(void)
{
    container_prepare(&container);
    encode(&container.encoder, 'H', OPERATION_open_namespace, SLOT_FREE, "/proc/self/ns/net",
           (uint32_t)CLONE_NEWUTS);
    encode_host(&container, ALL_NAMESPACES);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == -1 && container.failure.kind == FAILURE_UNSAFE);
    CHECK_STRING(container.failure.detail, "/proc/self/ns/net: a namespace of another type");
}

static void sourceThatIsNoDeviceIsRefused(void)
{
    container_prepare(&container);
    encode(&container.encoder, 'H', OPERATION_open_device, SLOT_FREE, "/dev/zero", (uint32_t)'c',
           1U, 3U);
    encode_host(&container, ALL_NAMESPACES);
    encode_process(&container, LIST("true"));
    CHECK(container_launch(&container) == -1 && container.failure.kind == FAILURE_UNSAFE);
    CHECK_STRING(container.failure.detail, "/dev/zero: device 1:5, not 1:3");
}

const struct test attack_tests[] = {
    TEST(procThatIsALinkIsRefused),
    TEST(procThatIsADanglingLinkIsRefused),
    TEST(sysThatIsAFileIsRefused),
    TEST(mountOnAProcfsIsRefused),
    TEST(mountOnTheRootIsRefused),
    TEST(mountTargetThatIsALinkStaysInside),
    TEST(deviceIsNotMadeOutside),
    TEST(otherFileAtADevicesPathIsRefused),
    TEST(masksDoNotUseTheContainersNullDevice),
    TEST(workingDirectoryThroughADescriptorIsRefused),
    TEST(consoleNeedsARealDevpts),
    TEST(namespaceFileOfAnotherKindIsRefused),
    TEST(sourceThatIsNoDeviceIsRefused),
    {NULL, NULL},
};
