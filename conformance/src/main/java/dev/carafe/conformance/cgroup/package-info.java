/** Limits, read back from the kernel and by their effect. */
@NullMarked
package dev.carafe.conformance.cgroup;

import org.jspecify.annotations.NullMarked;
