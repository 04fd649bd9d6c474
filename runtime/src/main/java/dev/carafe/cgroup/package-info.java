/** Control groups, version 1, hybrid and 2, by path or by systemd. */
@NullMarked
package dev.carafe.cgroup;

import org.jspecify.annotations.NullMarked;
