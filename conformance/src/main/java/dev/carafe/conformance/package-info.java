/** Runs the suite over one runtime and reports the results. */
@NullMarked
package dev.carafe.conformance;

import org.jspecify.annotations.NullMarked;
