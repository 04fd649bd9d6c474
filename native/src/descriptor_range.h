/* Closing many descriptors at once, also where there is no close_range(2) (Linux 5.9). */
#ifndef CARAFE_DESCRIPTOR_RANGE_H
#define CARAFE_DESCRIPTOR_RANGE_H

/*
 * Closes the descriptors from first to last (~0U: all that follow). flags: 0, or
 * KERNEL_CLOSE_RANGE_CLOEXEC: makes them close-on-exec instead. 0, or -1 with errno.
 *
 * Without close_range(2) the descriptors are those that /proc/self/fd names, if that is a procfs
 * which knows us; otherwise all up to the hard limit are tried, if that is not beyond all bounds.
 */
int close_descriptors(unsigned int first, unsigned int last, unsigned int flags);

#endif
