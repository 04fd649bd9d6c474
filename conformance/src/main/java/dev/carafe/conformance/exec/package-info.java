/** Other processes in a container that is there: {@code exec}. */
@NullMarked
package dev.carafe.conformance.exec;

import org.jspecify.annotations.NullMarked;
