#include "times.h"

#include <sys/mman.h>
#include <time.h>

#include "run.h"

int op_record_times(struct run *run, const struct operation *operation)
{
    (void)operation;
    size_t size = run->program->operation_count * sizeof(*run->times);
    /* Populated, so that the client's control group pays, and init meets no page fault. */
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED)
        return fail_errno(run->failure, "mmap: times of operations");
    run->times = memory;
    return 0;
}

static uint64_t now(void)
{
    struct timespec time = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000ULL + (uint64_t)time.tv_nsec;
}

void note_begin(const struct run *run, const struct operation *operation)
{
    if (run->times != NULL)
        run->times[operation->index].begin = now();
}

void note_end(const struct run *run, const struct operation *operation)
{
    if (run->times != NULL)
        run->times[operation->index].end = now();
}
