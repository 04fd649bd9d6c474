/** The system call filter of linux.seccomp: from a profile to the program that the kernel runs. */
@NullMarked
package dev.carafe.seccomp;

import org.jspecify.annotations.NullMarked;
