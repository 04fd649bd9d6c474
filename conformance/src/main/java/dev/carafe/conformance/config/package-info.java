/** What config.json asks for, read back from inside the container. */
@NullMarked
package dev.carafe.conformance.config;

import org.jspecify.annotations.NullMarked;
