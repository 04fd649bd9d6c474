@NullMarked
package dev.carafe.check;

import org.jspecify.annotations.NullMarked;
