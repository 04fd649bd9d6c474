/** TAP, JUnit XML and the matrix of runtimes. */
@NullMarked
package dev.carafe.conformance.report;

import org.jspecify.annotations.NullMarked;
