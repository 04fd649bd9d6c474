@NullMarked
package dev.carafe.seccomp;

import org.jspecify.annotations.NullMarked;
