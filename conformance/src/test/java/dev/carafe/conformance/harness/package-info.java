/** Tests of the harness. */
@NullMarked
package dev.carafe.conformance.harness;

import org.jspecify.annotations.NullMarked;
