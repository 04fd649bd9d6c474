/** The resident and one-shot engine: its socket, sessions, peers and idle exit. */
@NullMarked
package dev.carafe.engine;

import org.jspecify.annotations.NullMarked;
