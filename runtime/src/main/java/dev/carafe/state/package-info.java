/** What is on disk for each container: its directory, state, intent record and lock. */
@NullMarked
package dev.carafe.state;

import org.jspecify.annotations.NullMarked;
