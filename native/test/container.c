#include "container.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "io.h"

static void make_directory(const char *root, const char *name)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s", root, name);
    CHECK(mkdir(path, 0755) == 0);
}

static void install_busybox(const char *root)
{
    static const char *const applets[] = {"sh",   "true", "false", "cat",    "ls",    "id",
                                          "pwd",  "echo", "sleep", "printf", "mount", "hostname",
                                          "stat", "env",  "tty",   "grep",   "ulimit"};
    static const char *const candidates[] = {"/bin/busybox", "/usr/bin/busybox"};
    char path[1024];
    snprintf(path, sizeof(path), "%s/bin/busybox", root);
    char command[2048];
    const char *from = access(candidates[0], X_OK) == 0 ? candidates[0] : candidates[1];
    if (access(from, X_OK) != 0)
        skip_test("no busybox (apt install busybox-static)");
    snprintf(command, sizeof(command), "cp %s %s", from, path);
    CHECK(system(command) == 0);
    for (size_t i = 0; i < COUNT_OF(applets); i++) {
        snprintf(path, sizeof(path), "%s/bin/%s", root, applets[i]);
        CHECK(symlink("busybox", path) == 0);
    }
}

void container_prepare(struct container *container)
{
    need_root();
    CHECK(unshare(CLONE_NEWNS) == 0);
    CHECK(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    memset(container, 0, sizeof(*container));
    container->report = -1;
    network_init(&container->network);
    CHECK(getrlimit(RLIMIT_NOFILE, &container->descriptors) == 0);
    snprintf(container->root, sizeof(container->root), "%s", scratch_path("root"));
    snprintf(container->gate_path, sizeof(container->gate_path), "%s", scratch_path("gate"));
    snprintf(container->report_path, sizeof(container->report_path), "%s", scratch_path("report"));
    CHECK(chmod(scratch_directory(), 0755) == 0);
    CHECK(mkdir(container->root, 0755) == 0);
    make_directory(container->root, "bin");
    make_directory(container->root, "etc");
    install_busybox(container->root);
    CHECK(mkfifo(container->gate_path, 0600) == 0 && mkfifo(container->report_path, 0600) == 0);
    encode_begin(&container->encoder, SLOT_COUNT);
}

void encode_host(struct container *container, uint64_t namespaces)
{
    struct encoder *encoder = &container->encoder;
    encode(encoder, 'H', OPERATION_open_file, SLOT_GATE, container->gate_path,
           O_RDONLY | O_NONBLOCK);
    encode(encoder, 'H', OPERATION_open_file, SLOT_REPORT, container->report_path, O_RDWR);
    encode(encoder, 'H', OPERATION_clone_init, namespaces, NO_SLOT);
}

static void encode_mount(struct encoder *encoder, const char *type, uint64_t attributes,
                         const char *const *options, const char *target, uint32_t flags)
{
    encode(encoder, 'I', OPERATION_new_mount, SLOT_MOUNT, type, type, attributes, options);
    encode(encoder, 'I', OPERATION_attach_mount, SLOT_MOUNT, target, flags);
}

void encode_filesystem(struct container *container)
{
    struct encoder *encoder = &container->encoder;
    static const char *const masked[] = {"/proc/acpi",       "/proc/kcore",   "/proc/keys",
                                         "/proc/timer_list", "/sys/firmware", "/proc/scsi",
                                         "/absent"};
    static const char *const readonly[] = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                           "/proc/sysrq-trigger"};
    encode(encoder, 'I', OPERATION_new_session);
    encode(encoder, 'I', OPERATION_set_root_propagation, (uint64_t)(MS_SLAVE | MS_REC));
    encode(encoder, 'I', OPERATION_mount_root, container->root, NO_SLOT);
    encode_mount(encoder, "proc", 14, LIST(), "/proc", TARGET_NOFOLLOW);
    encode_mount(encoder, "tmpfs", 2, LIST("mode=755", "size=65536k"), "/dev", 0);
    encode_mount(encoder, "devpts", 10, LIST("newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
                 "/dev/pts", 0);
    encode_mount(encoder, "mqueue", 14, LIST(), "/dev/mqueue", 0);
    encode_mount(encoder, "sysfs", 15, LIST(), "/sys", TARGET_NOFOLLOW);
    static const struct {
        const char *path;
        uint32_t minor;
    } devices[] = {{"/dev/null", 3},
                   {"/dev/zero", 5},
                   {"/dev/full", 7},
                   {"/dev/random", 8},
                   {"/dev/urandom", 9}};
    for (size_t i = 0; i < COUNT_OF(devices); i++)
        encode(encoder, 'I', OPERATION_make_device, devices[i].path, (uint32_t)'c', 1U,
               devices[i].minor, 0666U, 0U, 0U);
    encode(encoder, 'I', OPERATION_make_symlink, "/proc/self/fd", "/dev/fd", 0U);
    encode(encoder, 'I', OPERATION_pivot_root);
    for (size_t i = 0; i < COUNT_OF(readonly); i++)
        encode(encoder, 'I', OPERATION_readonly_path, readonly[i]);
    for (size_t i = 0; i < COUNT_OF(masked); i++)
        encode(encoder, 'I', OPERATION_mask_path, masked[i]);
}

void encode_process(struct container *container, const char *const *argv)
{
    struct encoder *encoder = &container->encoder;
    encode(encoder, 'I', OPERATION_set_environment, LIST("PATH=/bin", "TERM=xterm"));
    encode(encoder, 'I', OPERATION_find_program, argv[0]);
    encode(encoder, 'I', OPERATION_gate, SLOT_GATE, SLOT_REPORT);
    encode(encoder, 'I', OPERATION_execute, argv);
}

int container_launch(struct container *container)
{
    struct program *program = decode_encoded(&container->encoder);
    const struct launch_given given = {
        .relay_socket = -1, .descriptors = container->descriptors, .network = &container->network};
    if (launch_begin(program, &given, &container->launch, &container->failure) != 0)
        return -1;
    return launch_release(&container->launch, &container->failure);
}

enum launch_event_type container_next(struct container *container)
{
    do {
        struct pollfd event = {.fd = container->launch.init_socket, .events = POLLIN};
        CHECK(poll(&event, 1, 20000) == 1);
        launch_next(&container->launch, &container->event);
    } while (container->event.type == LAUNCH_NOTHING);
    if (container->event.type == LAUNCH_FAILED)
        container->failure = container->event.failure;
    return container->event.type;
}

void container_write_gate(int gate, uint64_t start, const char *state, uint32_t length,
                          uint32_t offset)
{
    char part[PIPE_BUF];
    size_t size = length - offset < GATE_PART_SIZE ? length - offset : GATE_PART_SIZE;
    memcpy(part, &start, sizeof(start));
    memcpy(part + 8, &length, sizeof(length));
    memcpy(part + 12, &offset, sizeof(offset));
    memcpy(part + GATE_HEADER_SIZE, state + offset, size);
    CHECK(write(gate, part, GATE_HEADER_SIZE + size) == (ssize_t)(GATE_HEADER_SIZE + size));
}

bool container_start(struct container *container, const char *state)
{
    cleanup_fd int report = open(container->report_path, O_RDONLY | O_CLOEXEC);
    cleanup_fd int gate = open(container->gate_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    CHECK(report >= 0 && gate >= 0);
    uint32_t length = (uint32_t)strlen(state);
    for (uint32_t offset = 0; offset == 0 || offset < length; offset += GATE_PART_SIZE)
        container_write_gate(gate, GATE_START, state, length, offset);
    struct failure *failure = &container->failure;
    char said[sizeof(uint32_t) + sizeof(*failure)];
    ssize_t count = read_up_to(report, said, sizeof(said));
    CHECK(count >= 0);
    uint32_t mark = 0;
    if (count >= (ssize_t)sizeof(mark))
        memcpy(&mark, said, sizeof(mark));
    const char *rest = said;
    if (mark == REPORT_EXECUTING) {
        rest += sizeof(mark);
        count -= (ssize_t)sizeof(mark);
        container->executing = true;
    }
    if (count == 0)
        return container->executing;
    memcpy(failure, rest, (size_t)count);
    CHECK(count >= (ssize_t)FAILURE_HEADER_SIZE &&
          (size_t)count == FAILURE_HEADER_SIZE + failure->length);
    failure->detail[failure->length] = '\0';
    return false;
}

int container_wait(struct container *container)
{
    int status = 0;
    CHECK(waitpid(container->launch.pid, &status, 0) == container->launch.pid);
    container->launch.pid = 0;
    return status;
}

const char *container_output(struct container *container)
{
    const char *path = scratch_path("stdout");
    int saved = dup(1);
    int output = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    CHECK(output >= 0 && dup2(output, 1) == 1);
    int launched = container_launch(container);
    CHECK(dup2(saved, 1) == 1);
    close(saved);
    close(output);
    if (launched != 0 || container_next(container) != LAUNCH_READY)
        fprintf(stderr, "operation %u, kind %u, number %d: %s\n", container->failure.operation,
                container->failure.kind, container->failure.number, container->failure.detail);
    CHECK(launched == 0 && container->event.type == LAUNCH_READY);
    if (!container_start(container, "{}"))
        fprintf(stderr, "started: operation %u: %s\n", container->failure.operation,
                container->failure.detail);
    CHECK(container->failure.operation == NO_OPERATION);
    CHECK(container_wait(container) == 0);
    launch_close(&container->launch);
    return read_text(path);
}
