/** The messages between client and engine, and their encoding. */
@NullMarked
package dev.carafe.wire;

import org.jspecify.annotations.NullMarked;
