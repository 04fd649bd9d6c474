/** From records to JSON text, as Go's encoder lays it out. */
@NullMarked
package dev.carafe.spec.write;

import org.jspecify.annotations.NullMarked;
