/** System calls and kernel facts that the JDK lacks. */
@NullMarked
package dev.carafe.linux;

import org.jspecify.annotations.NullMarked;
