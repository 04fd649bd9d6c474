/*
 * What a handler may count on: each argument is checked here, before anything runs.
 * Pure, so that a fuzzer can have it.
 */
#include <net/if.h>
#include <stdbool.h>
#include <string.h>

#include "io.h"
#include "kernel.h"
#include "operation_table.h"

/* MS_* of <linux/mount.h>: the five that are about propagation. */
#define PROPAGATION_REC (1ULL << 14)
#define PROPAGATION_UNBINDABLE (1ULL << 17)
#define PROPAGATION_PRIVATE (1ULL << 18)
#define PROPAGATION_SLAVE (1ULL << 19)
#define PROPAGATION_SHARED (1ULL << 20)

#define MAX_KEPT_DESCRIPTORS (1U << 20)
#define RLIMIT_COUNT 16U
/* The kernel ignores what is beyond its own set; no kernel has more than 8192 CPUs. */
#define MAX_CPU_SET_BYTES 1024U
#define IO_CLASS_MAX 3U
#define IO_PRIORITY_MAX 7U

/* BPF_MAXINSNS of <linux/bpf_common.h>, and the size of its struct sock_filter */
#define MAX_FILTER_INSTRUCTIONS 4096U
#define FILTER_INSTRUCTION_SIZE 8U

/* One rule for each letter of the operation's signature. */
static const struct {
    enum operation_number number;
    const char *rules;
} argument_rules[] = {
    {OPERATION_open_tree, "npS"},
    {OPERATION_open_device, "npd.."},
    {OPERATION_open_file, "kp."},
    {OPERATION_connect_socket, "n."},
    {OPERATION_open_namespace, "npt"},
    {OPERATION_record_times, ""},
    {OPERATION_make_user_namespace, "npp"},
    {OPERATION_idmap_mount, "nn1"},
    {OPERATION_clone_init, "NK"},
    {OPERATION_join_namespace, "nt"},
    {OPERATION_unshare_time, "."},
    {OPERATION_write_proc_file, "f."},
    {OPERATION_run_map_helper, "a"},
    {OPERATION_set_init_rlimit, "r.."},
    {OPERATION_move_net_device, "vv"},
    {OPERATION_refuse_own_namespace, "nt"},
    {OPERATION_open_process, "n.."},
    {OPERATION_join_process, "nN"},
    {OPERATION_new_session, ""},
    {OPERATION_join_cgroup, "n"},
    {OPERATION_unshare, "N"},
    {OPERATION_become_root, ""},
    {OPERATION_session_keyring, "p"},
    {OPERATION_set_hostname, "."},
    {OPERATION_set_domainname, "."},
    {OPERATION_write_sysctl, "y."},
    {OPERATION_raise_loopback, ""},
    {OPERATION_set_root_propagation, "P"},
    {OPERATION_mount_root, "pK"},
    {OPERATION_new_mount, "np.A."},
    {OPERATION_copy_up, "np"},
    {OPERATION_attach_mount, "npT"},
    {OPERATION_set_mount_attributes, "k..Q1"},
    {OPERATION_make_directory, "pm"},
    {OPERATION_make_device, "pD..mii"},
    {OPERATION_make_symlink, "pp1"},
    {OPERATION_open_console, "nhh"},
    {OPERATION_mask_path, "p"},
    {OPERATION_readonly_path, "p"},
    {OPERATION_pivot_root, ""},
    {OPERATION_move_root, ""},
    {OPERATION_set_propagation, "pP"},
    {OPERATION_remount, "p..."},
    {OPERATION_copy_mode, "np"},
    {OPERATION_change_root, ""},
    {OPERATION_leave_mount_namespace, "n"},
    {OPERATION_sync, "."},
    {OPERATION_run_hook, "p..."},
    {OPERATION_gate, "nn"},
    {OPERATION_send_pidfd, "np"},
    {OPERATION_commit, "pp"},
    {OPERATION_set_rlimit, "r.."},
    {OPERATION_set_environment, "."},
    {OPERATION_default_home, "i"},
    {OPERATION_limit_bounding_set, "."},
    {OPERATION_set_user, "iiI1"},
    {OPERATION_set_capabilities, "...."},
    {OPERATION_set_no_new_privileges, ""},
    {OPERATION_set_umask, "z"},
    {OPERATION_change_directory, "p1"},
    {OPERATION_keep_descriptors, "c"},
    {OPERATION_find_program, "."},
    {OPERATION_own_stdio, "i"},
    {OPERATION_load_seccomp, "XGF."},
    {OPERATION_execute, "a"},
    {OPERATION_finish, ""},
    {OPERATION_pass_descriptor, "n"},
    {OPERATION_open_channel, "n"},
    {OPERATION_set_scheduler, "......."},
    {OPERATION_set_io_priority, "oO"},
    {OPERATION_set_personality, "."},
    {OPERATION_set_memory_policy, "..M"},
    {OPERATION_set_cpu_affinity, "C"},
    {OPERATION_set_security_attribute, "sp"},
    {OPERATION_label_mount, "np"},
    {OPERATION_set_cover_label, "p"},
    {OPERATION_undo_mounts, "n"},
    {OPERATION_require_mount, "p"},
    {OPERATION_detach_mount, "np"},
    {OPERATION_reopen_null, ""},
    {OPERATION_bind_root, "p"},
};

static const char *check_namespace_type(uint64_t type)
{
    bool single = type != 0 && (type & (type - 1)) == 0;
    return single && (type & ~KERNEL_CLONE_NAMESPACES) == 0 ? NULL : "not one namespace type";
}

static const char *check_propagation(uint64_t flags)
{
    uint64_t type = flags & ~PROPAGATION_REC;
    return type == PROPAGATION_UNBINDABLE || type == PROPAGATION_PRIVATE ||
                   type == PROPAGATION_SLAVE || type == PROPAGATION_SHARED
               ? NULL
               : "not a propagation";
}

static const char *check_proc_file(const char *name)
{
    static const char *const allowed[] = {"uid_map", "gid_map", "setgroups", "oom_score_adj"};
    for (size_t i = 0; i < COUNT_OF(allowed); i++)
        if (strcmp(name, allowed[i]) == 0)
            return NULL;
    return "not a file that may be written";
}

static const char *check_device_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length < IFNAMSIZ ? NULL : "not the name of a network device";
}

static const char *check_attribute(const char *name)
{
    static const char *const allowed[] = {"apparmor/exec", "exec", "keycreate"};
    for (size_t i = 0; i < COUNT_OF(allowed); i++)
        if (strcmp(name, allowed[i]) == 0)
            return NULL;
    return "not an attribute that may be set";
}

/* Relative, and each component a name. */
static const char *check_sysctl(const char *path)
{
    while (true) {
        size_t length = strcspn(path, "/");
        if (length == 0 || (length == 1 && path[0] == '.') ||
            (length == 2 && path[0] == '.' && path[1] == '.'))
            return "not a path below /proc/sys";
        if (path[length] == '\0')
            return NULL;
        path += length + 1;
    }
}

static const char *check_ids(const union argument *argument)
{
    for (uint32_t i = 0; i < argument->n.count; i++)
        if (argument->n.items[i] == UINT32_MAX)
            return "not an id";
    return NULL;
}

static const char *check_nodes(const union argument *argument)
{
    for (uint32_t i = 0; i < argument->n.count; i++)
        if (argument->n.items[i] >= MEMORY_NODES)
            return "not a memory node";
    return NULL;
}

static const char *check_filter(const struct bytes *filter)
{
    uint32_t count = filter->length / FILTER_INSTRUCTION_SIZE;
    return filter->length % FILTER_INSTRUCTION_SIZE == 0 && count >= 1 &&
                   count <= MAX_FILTER_INSTRUCTIONS
               ? NULL
               : "not a filter";
}

static const char *check_number(char rule, uint32_t value, uint32_t slot_count)
{
    switch (rule) {
    case 'k': /* slot */
        return value < slot_count ? NULL : "slot out of range";
    case 'n': /* slot, not the root's */
        return value != ROOT_SLOT && value < slot_count ? NULL : "slot out of range";
    case 'K': /* slot or none */
        return value == NO_SLOT || value < slot_count ? NULL : "slot out of range";
    case 'X': /* slot, not the root's, or none */
        return value == NO_SLOT || (value != ROOT_SLOT && value < slot_count) ? NULL
                                                                              : "slot out of range";
    case 'G':
        return (value & ~KERNEL_SECCOMP_FLAGS) == 0 ? NULL : "unknown flag";
    case 'S':
        return (value & ~(SOURCE_RECURSIVE | SOURCE_NOFOLLOW | SOURCE_PROCFS)) == 0
                   ? NULL
                   : "unknown flag";
    case 'T':
        return (value & ~(TARGET_NOFOLLOW | TARGET_IN_PROC | TARGET_ON_LINK | TARGET_COPY_LINK)) ==
                       0
                   ? NULL
                   : "unknown flag";
    case 't':
        return check_namespace_type(value);
    case 'd':
        return value == 'c' || value == 'b' ? NULL : "not a type of device";
    case 'D':
        return value == 'c' || value == 'b' || value == 'p' ? NULL : "not a type of node";
    case 'r':
        return value < RLIMIT_COUNT ? NULL : "unknown rlimit";
    case 'm':
        return value <= 07777 ? NULL : "not a mode";
    case 'z':
        return value <= 0777 ? NULL : "not a umask";
    case 'h':
        return value <= UINT16_MAX ? NULL : "not a terminal size";
    case 'i':
        return value != UINT32_MAX ? NULL : "not an id";
    case 'c':
        return value <= MAX_KEPT_DESCRIPTORS ? NULL : "too many descriptors";
    case 'o':
        return value <= IO_CLASS_MAX ? NULL : "unknown class of I/O priority";
    case 'O':
        return value <= IO_PRIORITY_MAX ? NULL : "not an I/O priority";
    case '1':
        return value <= 1 ? NULL : "neither 0 nor 1";
    default:
        return "no such rule";
    }
}

static const char *check_one(char rule, const union argument *argument, uint32_t slot_count)
{
    switch (rule) {
    case '.':
        return NULL;
    case 'p':
        return argument->s[0] != '\0' ? NULL : "empty";
    case 'f':
        return check_proc_file(argument->s);
    case 'v':
        return check_device_name(argument->s);
    case 's':
        return check_attribute(argument->s);
    case 'y':
        return check_sysctl(argument->s);
    case 'a':
        return argument->l.count > 0 ? NULL : "empty list";
    case 'N':
        return (argument->q & ~KERNEL_CLONE_NAMESPACES) == 0 ? NULL : "not namespaces";
    case 'A':
        return argument->q <= UINT32_MAX ? NULL : "unknown mount attribute";
    case 'P':
        return check_propagation(argument->q);
    case 'Q':
        return argument->q == 0 ? NULL : check_propagation(argument->q);
    case 'I':
        return check_ids(argument);
    case 'M':
        return check_nodes(argument);
    case 'F':
        return check_filter(&argument->b);
    case 'C':
        return argument->b.length >= 1 && argument->b.length <= MAX_CPU_SET_BYTES
                   ? NULL
                   : "not a set of CPUs";
    default:
        return check_number(rule, argument->u, slot_count);
    }
}

const char *check_arguments(const struct operation *operation, uint32_t slot_count)
{
    for (size_t i = 0; i < COUNT_OF(argument_rules); i++) {
        if (argument_rules[i].number != operation->number)
            continue;
        const char *rules = argument_rules[i].rules;
        for (size_t j = 0; rules[j] != '\0'; j++) {
            const char *problem = check_one(rules[j], &operation->arguments[j], slot_count);
            if (problem != NULL)
                return problem;
        }
        return NULL;
    }
    return "no rule for its arguments";
}

size_t argument_rule_count(enum operation_number number)
{
    for (size_t i = 0; i < COUNT_OF(argument_rules); i++)
        if (argument_rules[i].number == number)
            return strlen(argument_rules[i].rules);
    return SIZE_MAX;
}
