/** Whether this host can do what a bundle asks for, found out by looking: nothing is changed. */
@NullMarked
package dev.carafe.check;

import org.jspecify.annotations.NullMarked;
