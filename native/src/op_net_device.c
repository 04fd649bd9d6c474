/*
 * Network devices of the host that become the container's. The client does it while init waits:
 * it needs rights in both network namespaces.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>

#include "kernel.h"
#include "netlink.h"
#include "run.h"

/* What is kept of an address when it is set again; the kernel finds out the rest. */
#define KEPT_FLAGS                                                                                 \
    (IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE |                \
     IFA_F_MCAUTOJOIN)

#define MAX_ADDRESSES 256U
#define ADDRESS_BYTES 16U

struct address {
    struct ifaddrmsg header;
    uint32_t flags;
    uint32_t priority;
    /* IFA_LOCAL, IFA_ADDRESS (the peer's, if there is one) and IFA_BROADCAST; 0 bytes: none */
    uint8_t length[3];
    uint8_t bytes[3][ADDRESS_BYTES];
};

struct addresses {
    uint32_t device;
    uint32_t count;
    struct address items[MAX_ADDRESSES];
};

static const uint16_t address_types[3] = {IFA_LOCAL, IFA_ADDRESS, IFA_BROADCAST};

static void read_attribute(struct address *address, const struct nlattr *attribute)
{
    size_t length;
    const void *data = netlink_data(attribute, &length);
    for (size_t i = 0; i < COUNT_OF(address_types); i++)
        if (attribute->nla_type == address_types[i] && length <= ADDRESS_BYTES) {
            address->length[i] = (uint8_t)length;
            memcpy(address->bytes[i], data, length);
        }
    if (attribute->nla_type == IFA_FLAGS && length == sizeof(address->flags))
        memcpy(&address->flags, data, length);
    if (attribute->nla_type == IFA_RT_PRIORITY && length == sizeof(address->priority))
        memcpy(&address->priority, data, length);
}

/* Keeps an address that is permanent and global: the others are not worth anything elsewhere. */
static int keep_address(void *context, const struct nlmsghdr *message)
{
    struct addresses *all = context;
    struct address address = {.flags = 0};
    if (message->nlmsg_type != RTM_NEWADDR ||
        message->nlmsg_len < sizeof(*message) + sizeof(address.header))
        return 0;
    memcpy(&address.header, (const char *)message + sizeof(*message), sizeof(address.header));
    address.flags = address.header.ifa_flags;
    const struct nlattr *attribute = NULL;
    while ((attribute = netlink_attribute(message, sizeof(address.header), attribute)) != NULL)
        read_attribute(&address, attribute);
    if (address.header.ifa_index != all->device || (address.flags & IFA_F_PERMANENT) == 0 ||
        address.header.ifa_scope != RT_SCOPE_UNIVERSE)
        return 0;
    if (all->count == MAX_ADDRESSES) {
        errno = ENOBUFS;
        return -1;
    }
    all->items[all->count++] = address;
    return 0;
}

static int read_addresses(int fd, struct addresses *all)
{
    struct netlink_request request;
    struct ifaddrmsg any = {.ifa_family = AF_UNSPEC};
    netlink_begin(&request, RTM_GETADDR, NLM_F_DUMP, &any, sizeof(any));
    return netlink_ask(fd, &request, keep_address, all);
}

static int add_address(int fd, uint32_t device, const struct address *address)
{
    struct netlink_request request;
    struct ifaddrmsg header = address->header;
    uint32_t flags = address->flags & KEPT_FLAGS;
    header.ifa_index = device;
    header.ifa_flags = (uint8_t)flags;
    netlink_begin(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &header, sizeof(header));
    if (netlink_add(&request, IFA_FLAGS, &flags, sizeof(flags)) != 0)
        return -1;
    for (size_t i = 0; i < COUNT_OF(address_types); i++)
        if (address->length[i] > 0 &&
            netlink_add(&request, address_types[i], address->bytes[i], address->length[i]) != 0)
            return -1;
    if (address->priority != 0 &&
        netlink_add(&request, IFA_RT_PRIORITY, &address->priority, sizeof(address->priority)) != 0)
        return -1;
    return netlink_ask(fd, &request, NULL, NULL);
}

/* Whether a device with that index, or (when it is 0) with that name is there: 1, 0, or -1 with
 * errno. */
static int has_device(int fd, int32_t index, const char *name)
{
    struct netlink_request request;
    struct ifinfomsg device = {.ifi_index = index};
    netlink_begin(&request, RTM_GETLINK, 0, &device, sizeof(device));
    if (index == 0 && netlink_add(&request, IFLA_IFNAME, name, strlen(name) + 1) != 0)
        return -1;
    if (netlink_ask(fd, &request, NULL, NULL) == 0)
        return 1;
    return errno == ENODEV ? 0 : -1;
}

/*
 * The kernel would find a name that is taken only after the move. A template is no name: there the
 * kernel makes one that is free.
 */
static int check_name(int fd, const char *name)
{
    if (strstr(name, "%d") != NULL)
        return 0;
    int taken = has_device(fd, 0, name);
    if (taken == 1)
        errno = EEXIST;
    return taken == 0 ? 0 : -1;
}

/* Moves and renames it. */
static int move(int fd, int32_t index, const char *name, int namespace, int32_t new_index)
{
    struct netlink_request request;
    struct ifinfomsg device = {.ifi_index = index};
    netlink_begin(&request, RTM_NEWLINK, 0, &device, sizeof(device));
    if (netlink_add(&request, IFLA_NET_NS_FD, &namespace, sizeof(namespace)) != 0 ||
        netlink_add(&request, IFLA_IFNAME, name, strlen(name) + 1) != 0 ||
        netlink_add(&request, IFLA_NEW_IFINDEX, &new_index, sizeof(new_index)) != 0)
        return -1;
    return netlink_ask(fd, &request, NULL, NULL);
}

static int set_up(int fd, int32_t index)
{
    struct netlink_request request;
    struct ifinfomsg device = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    netlink_begin(&request, RTM_NEWLINK, 0, &device, sizeof(device));
    return netlink_ask(fd, &request, NULL, NULL);
}

/* A file of a process in /proc, which must be one. -1 with the failure. */
static int open_namespace(struct run *run, pid_t pid)
{
    char path[64];
    struct statfs filesystem;
    snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(run->failure, "open: %s", path);
    if (fstatfs(fd, &filesystem) != 0 || filesystem.f_type != KERNEL_NSFS_MAGIC) {
        close_fd(fd);
        return fail_unsafe(run->failure, 0, "%s: not a namespace", path);
    }
    return fd;
}

/* A socket in another network namespace; the client is in its own again afterwards. */
static int open_socket_in(struct run *run, int namespace)
{
    cleanup_fd int own = open_namespace(run, getpid());
    if (own < 0)
        return -1;
    if (setns(namespace, CLONE_NEWNET) != 0)
        return fail_errno(run->failure, "setns: the container's network namespace");
    cleanup_fd int fd = netlink_open();
    int number = errno;
    if (setns(own, CLONE_NEWNET) != 0)
        return fail_errno(run->failure, "setns: back to the own network namespace");
    errno = number;
    if (fd < 0)
        return fail_errno(run->failure, "socket: AF_NETLINK");
    return steal_fd(&fd);
}

/* The device's index in the container: its own one, or the next that is free there. */
static int32_t free_index(int fd, int32_t index)
{
    int taken;
    while ((taken = has_device(fd, index, "")) == 1 && index < INT32_MAX)
        index++;
    return taken == 0 ? index : -1;
}

int op_move_net_device(struct run *run, const struct operation *operation)
{
    const char *name = operation->arguments[0].s;
    const char *new_name = operation->arguments[1].s;
    struct addresses all = {.device = if_nametoindex(name)};
    if (all.device == 0)
        return fail_errno(run->failure, "if_nametoindex: %s", name);
    cleanup_fd int namespace = open_namespace(run, run->init_pid);
    if (namespace < 0)
        return -1;
    cleanup_fd int inside = open_socket_in(run, namespace);
    if (inside < 0)
        return -1;
    cleanup_fd int outside = netlink_open();
    if (outside < 0)
        return fail_errno(run->failure, "socket: AF_NETLINK");
    if (check_name(inside, new_name) != 0)
        return fail_errno(run->failure, "rtnetlink: name %s in the container", new_name);
    /* Before the move: it takes the addresses away. */
    if (read_addresses(outside, &all) != 0)
        return fail_errno(run->failure, "rtnetlink: addresses of %s", name);
    int32_t index = free_index(inside, (int32_t)all.device);
    if (index < 0)
        return fail_errno(run->failure, "rtnetlink: a free index for %s", name);
    if (move(outside, (int32_t)all.device, new_name, namespace, index) != 0)
        return fail_errno(run->failure, "rtnetlink: move %s as %s", name, new_name);
    for (uint32_t i = 0; i < all.count; i++)
        if (add_address(inside, (uint32_t)index, &all.items[i]) != 0)
            return fail_errno(run->failure, "rtnetlink: an address of %s", new_name);
    if (set_up(inside, index) != 0)
        return fail_errno(run->failure, "rtnetlink: up %s", new_name);
    return 0;
}
