/* Network namespaces that are made before init. */
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>

#include "container.h"
#include "harness.h"
#include "io.h"

static struct container container;

/* As the link in /proc names it. */
static const char *namespace_name(int fd)
{
    static char name[32];
    struct stat status;
    CHECK(fstat(fd, &status) == 0);
    snprintf(name, sizeof(name), "net:[%llu]\n", (unsigned long long)status.st_ino);
    return name;
}

static void make_network(void)
{
    CHECK(network_make(&container.network, &container.failure) == 0);
    CHECK(container.network.made >= 0);
}

static void encode_network_reader(void)
{
    encode_filesystem(&container);
    encode(&container.encoder, 'I', OPERATION_raise_loopback);
    encode_process(&container,
                   LIST("sh", "-c", "readlink /proc/self/ns/net; cat /sys/class/net/lo/carrier"));
}

static void aNetworkNamespaceThatWasMadeIsInits(void)
{
    container_prepare(&container);
    make_network();
    cleanup_fd int before = network_open_own(&container.failure);
    char expected[64];
    snprintf(expected, sizeof(expected), "%s1\n", namespace_name(container.network.made));
    encode_host(&container, ALL_NAMESPACES);
    encode_network_reader();
    CHECK_STRING(container_output(&container), expected);
    cleanup_fd int after = network_open_own(&container.failure);
    snprintf(expected, sizeof(expected), "%s", namespace_name(before));
    CHECK_STRING(namespace_name(after), expected);
    network_close(&container.network);
    CHECK(container.network.made < 0 && container.network.own < 0);
}

/* It is the caller's network that an init without one of its own has, whatever was made. */
static void aNetworkNamespaceThatIsNotAskedForIsLeftAlone(void)
{
    container_prepare(&container);
    make_network();
    cleanup_fd int own = network_open_own(&container.failure);
    encode_host(&container, ALL_NAMESPACES & ~(uint64_t)CLONE_NEWNET);
    encode_filesystem(&container);
    encode_process(&container, LIST("sh", "-c", "readlink /proc/self/ns/net"));
    CHECK_STRING(container_output(&container), namespace_name(own));
    network_close(&container.network);
}

const struct test network_tests[] = {
    TEST(aNetworkNamespaceThatWasMadeIsInits),
    TEST(aNetworkNamespaceThatIsNotAskedForIsLeftAlone),
    {NULL, NULL},
};
