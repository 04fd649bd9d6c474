#include "descriptor_limit.h"

#include "run.h"

int raise_descriptor_limit(struct rlimit *before)
{
    if (getrlimit(RLIMIT_NOFILE, before) != 0)
        return -1;
    struct rlimit raised = *before;
    raised.rlim_cur = raised.rlim_max;
    /* Where that is forbidden, we do with what there is. */
    (void)setrlimit(RLIMIT_NOFILE, &raised);
    return 0;
}

static rlim_t lesser(rlim_t a, rlim_t b)
{
    return a < b ? a : b;
}

int take_descriptor_limit(const struct rlimit *limit)
{
    struct rlimit now;
    if (getrlimit(RLIMIT_NOFILE, &now) != 0)
        return -1;
    now.rlim_max = lesser(now.rlim_max, limit->rlim_max);
    now.rlim_cur = lesser(now.rlim_max, limit->rlim_cur);
    return setrlimit(RLIMIT_NOFILE, &now);
}

struct rlimit process_descriptor_limit(const struct run *run)
{
    struct rlimit limit = run->caller_descriptors;
    for (uint32_t i = 0; i < run->program->operation_count; i++) {
        const struct operation *operation = &run->program->operations[i];
        bool sets = operation->number == OPERATION_set_rlimit ||
                    operation->number == OPERATION_set_init_rlimit;
        if (sets && operation->arguments[0].u == RLIMIT_NOFILE)
            limit = (struct rlimit){.rlim_cur = operation->arguments[1].q,
                                    .rlim_max = operation->arguments[2].q};
    }
    return limit;
}
