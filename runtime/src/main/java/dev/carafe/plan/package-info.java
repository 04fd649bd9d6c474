/** The compiler from config.json and host facts to an init program, and its printed form. */
@NullMarked
package dev.carafe.plan;

import org.jspecify.annotations.NullMarked;
