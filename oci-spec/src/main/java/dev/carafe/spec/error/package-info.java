/** What can be wrong with a config.json, and the exceptions that say so. */
@NullMarked
package dev.carafe.spec.error;

import org.jspecify.annotations.NullMarked;
