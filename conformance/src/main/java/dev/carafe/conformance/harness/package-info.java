/**
 * What the tests stand on: bundles, a driver for the runtime under test, host facts, leak checks.
 */
@NullMarked
package dev.carafe.conformance.harness;

import org.jspecify.annotations.NullMarked;
