/** Control group limits of config.json. */
@NullMarked
package dev.carafe.spec.resources;

import org.jspecify.annotations.NullMarked;
