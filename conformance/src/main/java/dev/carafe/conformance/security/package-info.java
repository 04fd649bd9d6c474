/** Hostile images and configs: each class tries one kind of attack. */
@NullMarked
package dev.carafe.conformance.security;

import org.jspecify.annotations.NullMarked;
