/** What an ordinary user may do, and what he is told when he may not. */
@NullMarked
package dev.carafe.conformance.rootless;

import org.jspecify.annotations.NullMarked;
