/** Configs that must be refused before anything is made. */
@NullMarked
package dev.carafe.conformance.validation;

import org.jspecify.annotations.NullMarked;
