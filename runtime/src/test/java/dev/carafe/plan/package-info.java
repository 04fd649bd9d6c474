@NullMarked
package dev.carafe.plan;

import org.jspecify.annotations.NullMarked;
