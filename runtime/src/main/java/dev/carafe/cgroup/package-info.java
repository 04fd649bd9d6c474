/** Control groups, version 1, hybrid and 2, by path. */
@NullMarked
package dev.carafe.cgroup;

import org.jspecify.annotations.NullMarked;
