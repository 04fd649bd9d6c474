/** Nothing is lost when a part dies: carafe's own promises. */
@NullMarked
package dev.carafe.conformance.crash;

import org.jspecify.annotations.NullMarked;
