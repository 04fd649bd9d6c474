/** Create, start, kill, delete and the rest, as the runtime-spec's lifecycle has them. */
@NullMarked
package dev.carafe.lifecycle;

import org.jspecify.annotations.NullMarked;
