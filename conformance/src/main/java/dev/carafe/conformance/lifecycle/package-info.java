/** The operations of runtime.md and the command line around them. */
@NullMarked
package dev.carafe.conformance.lifecycle;

import org.jspecify.annotations.NullMarked;
