/** The seccomp section of config.json. */
@NullMarked
package dev.carafe.spec.seccomp;

import org.jspecify.annotations.NullMarked;
