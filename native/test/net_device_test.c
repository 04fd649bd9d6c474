/* Network devices that are moved into a container. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include "container.h"
#include "harness.h"
#include "io.h"

static struct container container;

/* In a network namespace of its own: nothing of the host's is touched. */
static void prepare(const char *command)
{
    container_prepare(&container);
    CHECK(unshare(CLONE_NEWNET) == 0);
    if (system("command -v ip >/dev/null") != 0)
        skip_test("no ip (apt install iproute2)");
    if (system("ip link add probe type veth 2>/dev/null && ip link del probe") != 0)
        skip_test("no veth devices");
    CHECK(system(command) == 0);
    encode_host(&container, ALL_NAMESPACES);
}

static void move_device(const char *name, const char *new_name)
{
    encode(&container.encoder, 'P', OPERATION_move_net_device, name, new_name);
}

static const char *output_of(const char *script)
{
    encode_filesystem(&container);
    encode_process(&container, LIST("sh", "-c", script));
    return container_output(&container);
}

static void deviceIsMovedAndRenamedWithItsAddresses(void)
{
    prepare("ip link add host0 type veth peer name far-host0 && ip addr add 192.0.2.7/24 brd "
            "192.0.2.255 dev host0 && "
            "ip addr add 192.0.2.9 peer 198.51.100.1/32 dev host0 && "
            "ip addr add 169.254.1.1/16 scope link dev host0 && "
            "ip addr add 192.0.2.99/24 valid_lft 900 preferred_lft 900 dev host0 && "
            "ip link set host0 up");
    move_device("host0", "inside0");
    /* In any order: the kernel's own depends on when each was added to which device. */
    CHECK_STRING(output_of("/bin/busybox ip -o addr show dev inside0 | /bin/busybox awk "
                           "'/inet / { print $4, $5, $6 }' | /bin/busybox sort; "
                           "/bin/busybox ip link show inside0 | grep -q ,UP && echo up"),
                 "192.0.2.7/24 brd 192.0.2.255\n192.0.2.9 peer 198.51.100.1/32\nup\n");
    CHECK(system("ip link show host0 2>/dev/null") != 0);
}

static void addressesOfIp6ComeAlong(void)
{
    prepare("ip link add host0 type veth peer name far-host0 && ip link set host0 up && "
            "{ ip addr add 2001:db8::7/64 dev host0 nodad || exit 0; }");
    if (system("ip -6 addr show dev host0 | grep -q 2001:db8::7") != 0)
        skip_test("no IPv6");
    move_device("host0", "host0");
    CHECK_STRING(output_of("/bin/busybox ip -o -6 addr show dev host0 | grep -c 2001:db8::7/64"),
                 "1\n");
}

static void templateGetsTheNextFreeName(void)
{
    prepare("ip link add host0 type veth peer name far-host0 && ip link add host1 type veth peer "
            "name far-host1");
    move_device("host0", "eth%d");
    move_device("host1", "eth%d");
    CHECK_STRING(output_of("ls /sys/class/net | grep -c '^eth[0-9]'"), "2\n");
}

static void indexThatIsTakenInsideIsNoObstacle(void)
{
    /* The container's lo has index 1, which no device but lo can have outside: two of one index
     * come from two namespaces. */
    prepare("ip link add first type veth peer name far-first && ip link add second type veth peer "
            "name far-second && "
            "ip link set first up");
    move_device("first", "a");
    move_device("second", "b");
    CHECK_STRING(output_of("ls /sys/class/net | /bin/busybox tr '\\n' ' '"), "a b lo ");
}

static void fails(int number, const char *detail)
{
    encode_filesystem(&container);
    encode_process(&container, LIST("true"));
    int begun = container_launch(&container);
    const struct failure *failure = &container.failure;
    CHECK(begun != 0);
    CHECK_STRING(failure->detail, detail);
    CHECK(failure->number == number);
}

static void deviceThatIsNotThereIsAnError(void)
{
    prepare("true");
    move_device("host0", "inside0");
    fails(ENODEV, "if_nametoindex: host0");
}

static void nameThatIsTakenIsAnErrorAndLeavesTheDeviceAlone(void)
{
    prepare(
        "ip link add host0 type veth peer name far-host0 && ip addr add 192.0.2.7/24 dev host0 && "
        "ip link set host0 up");
    move_device("host0", "lo");
    fails(EEXIST, "rtnetlink: name lo in the container");
    CHECK(system("ip -o addr show dev host0 up | grep -q 192.0.2.7/24") == 0);
}

static void loopbackCannotBeMoved(void)
{
    prepare("true");
    move_device("lo", "other");
    fails(EINVAL, "rtnetlink: move lo as other");
}

const struct test net_device_tests[] = {
    TEST(deviceIsMovedAndRenamedWithItsAddresses),
    TEST(addressesOfIp6ComeAlong),
    TEST(templateGetsTheNextFreeName),
    TEST(indexThatIsTakenInsideIsNoObstacle),
    TEST(deviceThatIsNotThereIsAnError),
    TEST(nameThatIsTakenIsAnErrorAndLeavesTheDeviceAlone),
    TEST(loopbackCannotBeMoved),
    {NULL, NULL},
};
