/** What carafe has for people and for programs that help them: checks, traces, help, logs. */
@NullMarked
package dev.carafe.conformance.tools;

import org.jspecify.annotations.NullMarked;
