/** Rules of the runtime-spec that a JSON Schema cannot say; one class for each part of the file. */
@NullMarked
package dev.carafe.spec.rules;

import org.jspecify.annotations.NullMarked;
