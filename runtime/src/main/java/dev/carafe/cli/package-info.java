/** The command line: runc's commands and flags, parsed by picocli. */
@NullMarked
package dev.carafe.cli;

import org.jspecify.annotations.NullMarked;
